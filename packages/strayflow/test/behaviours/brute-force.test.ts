import { describe, expect, it } from 'vitest';
import { bruteForce } from '../../src/behaviours/brute-force.js';
import { type FlowRow, REFUSED, START, UNANSWERED } from '../flow-rows.js';
import { drive, latest } from './drive.js';

type Row = Partial<FlowRow>;

const find = (rows: readonly Row[]) => latest(drive(bruteForce, rows));

/** Failed SSH logins as hydra makes them: 28 packets, 4.3 kB, 2.8 s. */
function logins(count: number, spacingMs: number, row: Row = {}): Row[] {
  return Array.from({ length: count }, (_, i) => ({
    source: '203.0.113.7',
    destination: '10.0.0.5',
    destinationPort: 22,
    time: START + i * spacingMs,
    durationMs: 2800,
    bytesSent: 2500,
    bytesReceived: 1800,
    packetsSent: 15,
    packetsReceived: 13,
    ...row,
  }));
}

describe('guessed logins', () => {
  it('are told with their number, length and size', () => {
    const [evidence, ...more] = find(logins(240, 500));
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({
      family: 'brute-force',
      host: '203.0.113.7',
      peer: '10.0.0.5',
      key: 'ssh 10.0.0.5:22',
      attributable: true,
      technique: 'T1110',
      recordCount: 240,
      threshold: { value: 23, unit: 'logins' },
    });
    expect(evidence!.summary).toBe(
      'logged in to ssh at 10.0.0.5:22 240 times in 2 min and left each time after about 2.8 s and 4,300 bytes, as guessed passwords do',
    );
    expect(evidence!.contributions[0]).toMatchObject({ value: 240, usual: { low: 0, high: 11 }, share: 1 });
  });

  it('fire exactly at the number that the evidence names', () => {
    expect(find(logins(22, 1000))).toEqual([]);
    expect(find(logins(23, 1000))).toHaveLength(1);
  });

  it('are found over an hour when five minutes do not show them', () => {
    const [evidence] = find(logins(240, 15_000));
    expect(evidence!.contributions[0]!.feature).toBe('short logins within 1 hour');
  });

  it('are added up over the records of a flow', () => {
    const rows = logins(40, 3000).flatMap((row, i): Row[] => [
      { ...row, ...UNANSWERED, record: 'start', flowId: i, time: row.time! - 2800, durationMs: 0 },
      {
        ...row,
        state: 'S1',
        record: 'update',
        flowId: i,
        time: row.time! - 2700,
        packetsSent: 2,
        bytesSent: 80,
      },
      {
        ...row,
        record: 'end',
        flowId: i,
        bytesSent: 0,
        bytesReceived: 0,
        packetsSent: 0,
        packetsReceived: 0,
      },
    ]);
    const [evidence] = find(rows);
    expect(evidence).toMatchObject({ attributable: true, recordCount: 40 });
    expect(evidence!.summary).toContain('1,940 bytes');
  });

  it('are found on another port when the source saw what the service is', () => {
    expect(find(logins(60, 500, { destinationPort: 902 }))).toEqual([]);
    expect(find(logins(60, 500, { destinationPort: 902, service: 'ssh' }))[0]!.key).toBe('ssh 10.0.0.5:902');
  });
});

describe('what looks like guessed logins and is none', () => {
  const quiet = (rows: readonly Row[]) => expect(find(rows)).toEqual([]);

  it('refused or half-open connections', () => {
    quiet(logins(300, 100, REFUSED));
    quiet(logins(300, 100, UNANSWERED));
  });

  it('sessions that are long, or large', () => {
    quiet(logins(100, 1000, { durationMs: 600_000 }));
    quiet(logins(100, 1000, { bytesReceived: 400_000 }));
  });

  it('a monitor that looks at the banner every minute of a day', () => {
    quiet(logins(1440, 60_000, { bytesSent: 200, bytesReceived: 250 }));
  });

  it('a job that logs in every minute of a day', () => {
    quiet(logins(1440, 60_000));
  });

  it('a web application that opens a database connection for every page', () => {
    quiet(logins(1200, 500, { destinationPort: 3306, durationMs: 5, bytesSent: 900, bytesReceived: 2500 }));
  });

  it('a person who mistypes a password, twice an hour', () => {
    quiet(logins(12, 1_800_000));
  });

  it('many clients of one server', () => {
    quiet(logins(400, 300).map((row, i) => ({ ...row, source: `198.51.100.${i % 200}` })));
  });

  it('a web server', () => {
    quiet(logins(400, 100, { destinationPort: 443 }));
  });
});
