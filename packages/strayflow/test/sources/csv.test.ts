import { describe, expect, it } from 'vitest';
import { StrayflowError } from '../../src/model/errors.js';
import { parseColumnMap } from '../../src/sources/index.js';
import { readCsv, unaccounted } from './text/reading.js';

const START = 1_600_000_000_000;

describe('a flow table', () => {
  const table = [
    'ts,duration,src_ip,src_port,dst_ip,dst_port,proto,bytes_sent,bytes_received,packets_sent,packets_received,state',
    '1600000000.25,1.5,10.0.0.1,40000,192.0.2.7,443,tcp,1000,2000,10,20,SF',
    '1600000001,0,2001:db8::1,53,2001:db8::2,5353,17,60,,1,,S0',
  ].join('\n');

  it('becomes flows with every value in its place', () => {
    const { rows, read, ignored, rejected } = readCsv(table);
    expect(rows[0]).toMatchObject({
      line: 2,
      start: START + 250,
      time: START + 1750,
      durationMs: 1500,
      source: '10.0.0.1',
      sourcePort: 40_000,
      destination: '192.0.2.7',
      destinationPort: 443,
      protocol: 6,
      bytesSent: 1000,
      bytesReceived: 2000,
      packetsSent: 10,
      packetsReceived: 20,
      state: 'SF',
      initiatorKnown: true,
    });
    expect({ read, ignored, rejected }).toEqual({ read: 3, ignored: { header: 1 }, rejected: {} });
  });

  it('leaves empty cells unknown, never 0', () => {
    const { rows, notes } = readCsv(table);
    expect(rows[1]).toMatchObject({
      source: '2001:db8::1',
      protocol: 17,
      bytesSent: 60,
      bytesReceived: null,
      packetsReceived: null,
      tcpFlags: null,
      icmpType: null,
    });
    expect(notes.join()).not.toContain('could not be read');
  });

  it.each([',', ';', '\t', '|'])('is read with the delimiter %j', (delimiter) => {
    expect(readCsv(table.replaceAll(',', delimiter)).rows).toEqual(readCsv(table).rows);
  });

  it('is read with a byte order mark, CRLF, quotes and a last line end', () => {
    const quoted = table
      .split('\n')
      .map(
        (line) =>
          `${line
            .split(',')
            .map((cell) => `"${cell}"`)
            .join(',')}\r\n`,
      )
      .join('');
    expect(readCsv(`\ufeff${quoted}`).rows).toEqual(readCsv(table).rows);
  });

  it('says which columns it took for what', () => {
    expect(readCsv(table).notes[0]).toContain('source from "src_ip"');
    expect(readCsv(table).notes[0]).toContain('time from "ts" (s)');
  });
});

describe('a bad record', () => {
  const header = 'ts,src,dst,dport,proto,bytes\n';

  it('is rejected when its time or an address is bad, with its line number and the cell', () => {
    const { rows, rejected, details, ...rest } = readCsv(
      `${header}1,10.0.0.1,10.0.0.2,80,tcp,1\nsoon,10.0.0.1,10.0.0.2,80,tcp,1\n2,host,10.0.0.2,80,tcp,1\n3,10.0.0.1,,80,tcp,1\n1,2,3\n`,
    );
    expect(rejected).toEqual({
      'bad-time': [3],
      'bad-source': [4],
      'bad-destination': [5],
      'wrong-field-count': [6],
    });
    expect(details).toEqual([
      '"ts" is "soon"',
      '"src" is "host"',
      '"dst" is ""',
      '3 fields where 6 are expected: 1,2,3',
    ]);
    expect(unaccounted({ rows, rejected, details, ...rest })).toBe(0);
  });

  it('keeps its other values when an optional one is bad, and the report says how often', () => {
    const { rows, notes, rejected } = readCsv(
      `${header}1,10.0.0.1,10.0.0.2,http,tcp,-5\n2,10.0.0.1,10.0.0.2,99999,tcp,7\n`,
    );
    expect(rejected).toEqual({});
    expect(rows.map((row) => [row.destinationPort, row.bytesSent])).toEqual([
      [null, null],
      [null, 7],
    ]);
    expect(notes).toContain('"dport" could not be read 2 times (such as "http") and counts as unknown there');
    expect(notes).toContain('"bytes" could not be read once (such as "-5") and counts as unknown there');
  });

  it('does not show bytes that a terminal obeys', () => {
    const { details } = readCsv(`${header}\x1b[2J,10.0.0.1,10.0.0.2,80,tcp,1\n`);
    expect(details).toEqual(['"ts" is "\\u{1b}[2J"']);
  });

  it('may leave out nothing but a last empty field', () => {
    expect(readCsv(`${header}1,10.0.0.1,10.0.0.2,80,tcp,1,\n`).rows).toHaveLength(1);
    expect(readCsv(`${header}1,10.0.0.1,10.0.0.2,80,tcp,1,9\n`).rows).toHaveLength(0);
  });
});

it('ignores comments, blank lines and repeated headers, and counts them', () => {
  const header = 'ts,src,dst\n';
  const { rows, ignored, read, rejected } = readCsv(
    `# made by a tool\n\n${header}1,10.0.0.1,10.0.0.2\n# a,b\n\n${header}2,10.0.0.1,10.0.0.2\n#x,y,z\n`,
  );
  expect(rows.map((row) => row.line)).toEqual([4, 8]);
  expect({ ignored, read, rejected }).toEqual({
    ignored: { comment: 3, 'blank-line': 2, header: 2 },
    read: 9,
    rejected: {},
  });
});

it('counts a record over several lines once, and goes on with the right line number', () => {
  const { rows, read } = readCsv('ts,src,dst,service\n1,10.0.0.1,10.0.0.2,"a\nb"\n2,10.0.0.1,10.0.0.2,c\n');
  expect(rows.map((row) => [row.line, row.service])).toEqual([
    [2, 'a\nb'],
    [4, 'c'],
  ]);
  expect(read).toBe(3);
});

it('gives rows without any time 1 ms each in the order of the file, and says so', () => {
  const { rows, notes } = readCsv('src,dst\n10.0.0.1,10.0.0.2\n10.0.0.3,10.0.0.4\n');
  expect(rows.map((row) => row.time)).toEqual([0, 1]);
  expect(notes.join()).toContain('no column holds a time');
});

it('takes rows without a destination column, and says so', () => {
  const { rows, notes } = readCsv('ClientIP,ClientSrcPort\n10.0.0.1,1\n');
  expect(rows[0]).toMatchObject({ source: '10.0.0.1', destination: '::', sourcePort: 1 });
  expect(notes.join()).toContain('no column holds a destination address');
});

describe('--map', () => {
  const table = 'a,b,c,d\n10.0.0.1,10.0.0.2,1600000000,77\n';

  it('names columns that no tool names so', () => {
    const map = parseColumnMap('source=a, destination=B,time=c,bytesSent=4');
    expect(readCsv(table, { map }).rows[0]).toMatchObject({
      source: '10.0.0.1',
      destination: '10.0.0.2',
      start: START,
      bytesSent: 77,
    });
  });

  it('overrules what a name would mean', () => {
    const swapped = 'src,dst\n10.0.0.1,10.0.0.2\n';
    expect(readCsv(swapped, { map: { source: 'dst', destination: 'src' } }).rows[0]).toMatchObject({
      source: '10.0.0.2',
      destination: '10.0.0.1',
    });
  });

  it('counts columns from 1 in a file without a header', () => {
    const map = { source: '1', destination: '2', time: '3' };
    expect(
      readCsv('10.0.0.1,10.0.0.2,1600000000\n10.0.0.3,10.0.0.2,1600000001\n', { map }).rows,
    ).toHaveLength(2);
  });

  it('refuses a column that is not there, naming those that are', () => {
    expect(() => readCsv(table, { map: { source: 'Client' } })).toThrow(
      /no column "Client".*"a", "b", "c", "d"/,
    );
  });

  it('refuses a field that does not exist', () => {
    expect(() => parseColumnMap('from=a')).toThrow(StrayflowError);
    expect(() => parseColumnMap('source')).toThrow(StrayflowError);
  });

  it('is asked for when no column holds the source address', () => {
    try {
      readCsv('When,Who,Whom\n1,2,3\n');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({
        code: 'input-unknown',
        message: expect.stringContaining('"When", "Who", "Whom"'),
        hint: expect.stringContaining('--map source='),
      });
    }
  });
});

describe('units', () => {
  const rows = (header: string, values: string, options = {}) => {
    const { rows: read } = readCsv(`src,dst,${header}\n10.0.0.1,10.0.0.2,${values}\n`, options);
    return read[0]!;
  };

  it.each([
    ['ts,duration', '1600000000,2', 2000],
    ['ts,duration_ms', '1600000000000,2', 2],
    ['ts,durationUs', '1600000000000000,2', 0.002],
    ['flowStartMilliseconds,dur', '1600000000000,2.5', 2500],
    ['Timestamp,Flow Duration', '2020-09-13 12:26:40,1500', 1.5],
    ['timestamp,flow_duration', '2020-09-13 12:26:40,1.5', 1500],
  ])('of %s are known by name or size', (header, values, durationMs) => {
    expect(rows(header, values)).toMatchObject({ start: START, durationMs });
  });

  it('can be given', () => {
    const given = { units: { time: 'ms', duration: 'us' } };
    expect(rows('ts,duration', '1600,2', given)).toMatchObject({ start: 1600, durationMs: 0.002 });
  });

  it('complete duration from the end, and the start from the end when it is all there is', () => {
    expect(rows('ts,te', '1600000000,1600000003')).toMatchObject({ durationMs: 3000, time: START + 3000 });
    expect(rows('end,duration', '1600000003,2')).toMatchObject({ start: START + 1000, time: START + 3000 });
  });
});
