import { describe, expect, it } from 'vitest';
import { readZeek, unaccounted } from './text/reading.js';

const FIELDS =
  'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents';

function header(fields: string, path = 'conn'): string {
  return [
    '#separator \\x09',
    '#set_separator\t,',
    '#empty_field\t(empty)',
    '#unset_field\t-',
    `#path\t${path}`,
    '#open\t2022-06-17-00-00-07',
    `#fields\t${fields.replaceAll(' ', '\t')}`,
    '',
  ].join('\n');
}

const ROW =
  '1655071198.444458 CHLX 147.32.81.167 62771 40.74.108.123 443 tcp ssl 1.135424 1596 4039 SF T F 5138 ShADdaFf 14 1016 16 1226 (empty)';
const tabs = (row: string) => row.replaceAll(' ', '\t');
const one = (row: string) => readZeek(`${header(FIELDS)}${tabs(row)}\n`).rows[0]!;

describe('conn.log with its header', () => {
  it('becomes flows with every value in its place', () => {
    expect(one(ROW)).toMatchObject({
      line: 8,
      start: 1655071198444.458,
      time: 1655071198444.458 + 1135.424,
      durationMs: 1135.424,
      source: '147.32.81.167',
      sourcePort: 62771,
      destination: '40.74.108.123',
      destinationPort: 443,
      protocol: 6,
      service: 'ssl',
      uid: 'CHLX',
      state: 'SF',
      bytesSent: 1016,
      bytesReceived: 1226,
      packetsSent: 14,
      packetsReceived: 16,
      tcpFlags: 0b010011,
      initiatorKnown: true,
    });
  });

  it('leaves unset fields unknown; bytes of the payload stand in for bytes of packets', () => {
    expect(one('1.5 C 10.0.0.1 1 10.0.0.2 2 udp - - - - S0 - - 0 D - - - - (empty)')).toMatchObject({
      time: 1500,
      durationMs: null,
      bytesSent: null,
      packetsReceived: null,
      tcpFlags: null,
      service: '',
    });
    expect(one('1.5 C 10.0.0.1 1 10.0.0.2 2 tcp - 1 7 9 S1 - - 0 - - - - - -')).toMatchObject({
      bytesSent: 7,
      bytesReceived: 9,
      tcpFlags: null,
    });
  });

  it('counts the payload where packets had no length yet (segmentation offload), unless content is missing', () => {
    const upload = (missed: number, packets: number) =>
      one(
        `1 C 10.0.0.1 1 10.0.0.2 80 tcp http 1 2181167 900 SF - - ${missed} ShADadFf ${packets} 22269 428 44370 -`,
      );
    expect(upload(0, 582)).toMatchObject({ bytesSent: 2_181_167, bytesReceived: 44_370 });
    expect(upload(1, 582).bytesSent).toBe(22_269);
    expect(upload(0, 5).bytesSent).toBe(22_269);
  });

  it('reads type and code of ICMP from the ports; the code of a query is 0', () => {
    expect(one('1 C 10.0.0.1 8 10.0.0.2 0 icmp - - - - OTH - - 0 - 1 84 0 0 -')).toMatchObject({
      protocol: 1,
      icmpType: 8,
      icmpCode: 0,
      sourcePort: null,
      destinationPort: null,
    });
    expect(one('1 C 10.0.0.1 3 10.0.0.2 10 icmp - - - - OTH - - 0 - 1 84 0 0 -')).toMatchObject({
      icmpType: 3,
      icmpCode: 10,
    });
    expect(one('1 C fe80::1 135 ff02::1 136 icmp - - - - OTH - - 0 - 1 84 0 0 -')).toMatchObject({
      protocol: 58,
      icmpType: 135,
      icmpCode: 0,
    });
  });

  it.each([
    ['tcp', 'OTH', 'DadA', false],
    ['tcp', 'SHR', '^hA', false],
    ['tcp', 'SHR', 'hA', false],
    ['tcp', 'SF', '^ShADadfF', false],
    ['tcp', 'SF', 'ShADadfF', true],
    ['udp', 'SHR', 'Cd', true],
    ['udp', 'S0', '-', true],
  ])('knows whether it knows who began: %s %s %s', (proto, state, history, known) => {
    expect(
      one(`1 C 10.0.0.1 1 10.0.0.2 2 ${proto} - - - - ${state} - - 0 ${history} 1 84 0 0 -`).initiatorKnown,
    ).toBe(known);
  });

  it('honours columns that are more, fewer or in another order', () => {
    const { rows } = readZeek(
      `${header('label id.resp_h id.orig_h ts extra conn_state')}${tabs('x 10.0.0.2 10.0.0.1 5 y REJ')}\n`,
    );
    expect(rows[0]).toMatchObject({
      source: '10.0.0.1',
      destination: '10.0.0.2',
      start: 5000,
      state: 'REJ',
      protocol: null,
      bytesSent: null,
    });
  });

  it('reads logs whose labels are joined by three spaces', () => {
    const joined = `${header(FIELDS).trimEnd()}   label   detailed-label\n${tabs(ROW)}   Malicious   C&C\n`;
    expect(readZeek(joined).rows).toEqual(readZeek(`${header(FIELDS)}${tabs(ROW)}\n`).rows);
    const last = `${header('ts id.orig_h id.resp_h conn_state').trimEnd()}   label\n1\t10.0.0.1\t10.0.0.2\tSF   Benign\n`;
    expect(readZeek(last).rows[0]).toMatchObject({ state: 'SF' });
  });

  it('honours another separator and another unset field', () => {
    const text =
      '#separator \\x2c\n#unset_field,NONE\n#path,conn\n#fields,ts,id.orig_h,id.resp_h,orig_pkts,resp_pkts\n1,10.0.0.1,10.0.0.2,NONE,3\n';
    expect(readZeek(text).rows[0]).toMatchObject({ packetsSent: null, packetsReceived: 3 });
  });

  it('reads logs that were put together, each by its own header', () => {
    const text = `${header(FIELDS)}${tabs(ROW)}\n#close\tx\n${header('ts id.resp_h id.orig_h conn_state')}2\t10.0.0.2\t10.0.0.1\tS0\n`;
    const reading = readZeek(text);
    expect(reading.rows.map((row) => [row.line, row.source, row.state])).toEqual([
      [8, '147.32.81.167', 'SF'],
      [17, '10.0.0.1', 'S0'],
    ]);
    expect(reading.ignored).toEqual({ header: 15 });
    expect(unaccounted(reading)).toBe(0);
  });

  it('reads a log that lost its header', () => {
    expect(readZeek(`${tabs(ROW)}\n`).rows[0]).toMatchObject({ packetsSent: 14, bytesReceived: 1226 });
    const old = tabs(ROW).split('\t').toSpliced(13, 1).join('\t');
    expect(readZeek(`${old}\n`).rows[0]).toMatchObject({ packetsSent: 14, bytesReceived: 1226 });
  });

  it('counts the records of logs that are not read, by name', () => {
    const text = `${header(FIELDS)}${tabs(ROW)}\n${header('ts uid id.orig_h id.resp_h name', 'weird')}1\tC\t10.0.0.1\t10.0.0.2\tx\n`;
    const reading = readZeek(text);
    expect(reading.rows).toHaveLength(1);
    expect(reading.ignored).toEqual({ header: 14, 'zeek-weird': 1 });
    expect(reading.notes).toEqual(['records of a Zeek log that is not read (zeek-weird): 1']);
  });

  it('rejects what is cut off or bad, by line', () => {
    const reading = readZeek(
      `${header(FIELDS)}${tabs(ROW.replace('1655071198.444458', 'soon'))}\n${tabs(ROW.replace('147.32.81.167', 'x'))}\n${tabs(ROW.replace('40.74.108.123', '::g'))}\n${tabs(ROW).slice(0, 60)}`,
    );
    expect(reading.rejected).toEqual({
      'bad-time': [8],
      'bad-source': [9],
      'bad-destination': [10],
      'wrong-field-count': [11],
    });
    expect(unaccounted(reading)).toBe(0);
  });

  it('keeps a flow with a bad number, which counts as unknown', () => {
    const { rows, notes } = readZeek(`${header(FIELDS)}${tabs(ROW.replace(' 1016 ', ' many '))}\n`);
    expect(rows[0]!.bytesSent).toBe(1596);
    expect(notes.join()).toContain('"orig_ip_bytes" could not be read once');
  });
});

describe('conn.log as JSON lines', () => {
  const record = {
    ts: 1655071198.444458,
    uid: 'CHLX',
    'id.orig_h': '147.32.81.167',
    'id.orig_p': 62771,
    'id.resp_h': '40.74.108.123',
    'id.resp_p': 443,
    proto: 'tcp',
    service: 'ssl',
    duration: 1.135424,
    conn_state: 'SF',
    history: 'ShADdaFf',
    orig_pkts: 14,
    orig_ip_bytes: 1016,
    resp_pkts: 16,
    resp_ip_bytes: 1226,
  };
  const read = (...records: unknown[]) =>
    readZeek(records.map((each) => `${JSON.stringify(each)}\n`).join(''));

  it('gives the same flows as text', () => {
    expect({ ...read(record).rows[0]!, line: 8 }).toEqual(one(ROW));
  });

  it('is read with dotted, underscored and nested names', () => {
    const underscored = Object.fromEntries(
      Object.entries(record).map(([name, value]) => [name.replace('.', '_'), value]),
    );
    const { 'id.orig_h': h, 'id.orig_p': p, 'id.resp_h': r, 'id.resp_p': q, ...others } = record;
    const nested = { ...others, id: { orig_h: h, orig_p: p, resp_h: r, resp_p: q } };
    const rows = read(record, underscored, nested).rows.map((row) => ({ ...row, line: 0 }));
    expect(rows[1]).toEqual(rows[0]);
    expect(rows[2]).toEqual(rows[0]);
  });

  it('is a connection whatever Zeek left out of it, and without a state its state is unknown', () => {
    const { conn_state: state, orig_pkts: sent, resp_pkts: received, ...others } = record;
    const parties = { ts: 1, uid: 'C', 'id.orig_h': '10.0.0.1', 'id.resp_h': '10.0.0.2', proto: 'udp' };
    const reading = read(others, { ...others, conn_state: state }, { ...parties, missed_bytes: 0 }, parties);
    expect(reading.rows.map((row) => row.state)).toEqual([null, 'SF', null]);
    expect(reading.rows[0]).toMatchObject({ bytesSent: 1016, packetsSent: null });
    expect(reading.ignored).toEqual({ 'zeek-other': 1 });
  });

  it('is read with ISO times', () => {
    expect(read({ ...record, ts: '2022-06-12T21:59:58.444458Z' }).rows[0]!.start).toBe(1655071198444.458);
  });

  it('rejects what is no such record', () => {
    const reading = readZeek(
      `{"ts": 1\n[1]\n${JSON.stringify({ ...record, ts: -1 })}\n${JSON.stringify({ ...record, 'id.orig_h': 7 })}\n{"a":1}\n${JSON.stringify(record)}\n`,
    );
    expect(reading.rejected).toEqual({
      'bad-json': [1],
      'wrong-field-count': [2],
      'bad-time': [3],
      'bad-source': [4],
      'not-zeek': [5],
    });
    expect(reading.rows).toHaveLength(1);
    expect(unaccounted(reading)).toBe(0);
  });

  it('counts other logs by the name that they bear or their fields tell', () => {
    const ids = { 'id.orig_h': '10.0.0.1', 'id.resp_h': '10.0.0.2' };
    const reading = read(
      record,
      { ts: 1, _path: 'weird', uid: 'x' },
      { ts: 1, uid: 'x', mailfrom: 'a.b' },
      { ts: 1, uid: 'x', odd: true },
      { ts: 1, _path: '../../etc', uid: 'x' },
      { ...record, _path: 'conn_long' },
      { ts: 1, uid: 'x', query: 'a.b', ...ids },
    );
    expect(reading.ignored).toEqual({
      'zeek-weird': 1,
      'zeek-smtp': 1,
      'zeek-other': 2,
      'zeek-conn_long': 1,
    });
    expect(reading.facts.map(({ kind }) => kind)).toEqual(['dnsQuery']);
    expect(unaccounted(reading)).toBe(0);
  });

  it('is read with times in milliseconds, and with all digits of a double', () => {
    expect(read({ ...record, ts: 1655071198444.458 }).rows[0]!.start).toBe(1655071198444.458);
    const text = JSON.stringify(record)
      .replace('1655071198.444458', '1655071198.4444580078125')
      .replace('1.135424', '1.1354239999999998');
    expect(readZeek(`${text}\n`).rows).toEqual(read(record).rows);
    expect(read({ ...record, duration: 9.2e-5 }).rows[0]!.durationMs).toBe(0.092);
  });

  it('keeps a flow with a bad number', () => {
    const { rows, notes } = read({ ...record, orig_pkts: 'many', 'id.orig_p': 1e9, service: 7 });
    expect(rows[0]).toMatchObject({ packetsSent: null, sourcePort: null, service: '' });
    expect(notes).toHaveLength(3);
  });
});
