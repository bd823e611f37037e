import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inTransaction, openDatabase } from '../../src/store/database.js';
import {
  forgetOverview,
  type HostNews,
  NO_OVERVIEW,
  writeOverview,
} from '../../src/store/overview-tables.js';
import { STATE_SCHEMA } from '../../src/store/state-schema.js';
import { exampleEvidence } from '../example-evidence.js';
import { scratchFolder } from '../shell/scratch-folder.js';

const MINUTE = 60_000;
const START = 472_222 * 60;
const open = () => openDatabase(join(scratchFolder(), 'state.db'), STATE_SCHEMA);

function news(host: string, risk: number, time: number): HostNews {
  const parts = [{ family: 'port-scan' as const, share: risk, confidence: risk }];
  const shares = [{ ...parts[0]!, surprise: 4, attributable: true, evidenceIds: [`of ${risk}`] }];
  return {
    host: { site: 'test', host, role: 'actor', risk, peakTime: time, riskAtEnd: risk, shares },
    time,
    parts,
    rank: time,
    lastSeen: time,
    names: [],
    moments: [{ step: Math.floor(time / (5 * MINUTE)), time, risk, parts }],
  };
}

describe('what overviews are made of', () => {
  it('adds up minutes', () => {
    const database = open();
    const counts = { received: 5, parsed: 3, rejected: 1, ignored: 1, dropped: 0, late: 0, scored: 2 };
    for (const flows of [3, 4]) {
      const traffic = [{ minute: START, flows, bytes: 100, packets: 2 }];
      inTransaction(database, () =>
        writeOverview(database, { ...NO_OVERVIEW, traffic, coverage: { ...counts, minute: START } }, []),
      );
    }
    expect(database.prepare('SELECT * FROM traffic').all()).toMatchObject([
      { minute: START, flows: 7, bytes: 200, packets: 4, evidence: 0 },
    ]);
    expect(database.prepare('SELECT * FROM coverage').all()).toMatchObject([
      { minute: START, received: 10, parsed: 6, rejected: 2, ignored: 2, scored: 4 },
    ]);
    database.close();
  });

  it('adds up hours as it does minutes, and drops them as they get old', () => {
    const database = open();
    const counts = { received: 5, parsed: 3, rejected: 1, ignored: 1, dropped: 0, late: 0, scored: 2 };
    for (const minute of [START, START + 59, START + 60, START]) {
      const traffic = [{ minute, flows: 3, bytes: 100, packets: 2 }];
      writeOverview(database, { ...NO_OVERVIEW, traffic, coverage: { ...counts, minute } }, [
        {
          kind: 'evidence',
          sequence: 1,
          risk: 0,
          evidence: { ...exampleEvidence[0]!, id: `${minute}`, lastSeen: minute * MINUTE },
        },
      ]);
    }
    const hours = (table: string) => database.prepare(`SELECT * FROM ${table}_hours ORDER BY hour`).all();
    expect(hours('traffic')).toMatchObject([
      { hour: START / 60, flows: 9, bytes: 300, packets: 6, evidence: 3 },
      { hour: START / 60 + 1, flows: 3, bytes: 100, packets: 2, evidence: 1 },
    ]);
    expect(hours('coverage')).toMatchObject([
      { hour: START / 60, received: 15, rejected: 3, scored: 6 },
      { hour: START / 60 + 1, received: 5, rejected: 1, scored: 2 },
    ]);
    forgetOverview(database, (START + 60) * MINUTE);
    for (const table of ['traffic', 'coverage'])
      expect(hours(table)).toMatchObject([{ hour: START / 60 + 1 }]);
    database.close();
  });

  it('keeps the peak of a host that begins anew, and the highest risk of each step', () => {
    const database = open();
    const at = START * MINUTE;
    for (const [risk, time] of [
      [0.8, at],
      [0.3, at + 1_000],
      [0.4, at + 6 * MINUTE],
    ] as const) {
      writeOverview(database, { ...NO_OVERVIEW, hosts: [news('10.0.0.5', risk, time)] }, []);
    }
    expect(database.prepare('SELECT * FROM hosts').all()).toMatchObject([
      {
        host: '10.0.0.5',
        address: '00000000000000000000ffff0a000005',
        peak: 0.8,
        peak_time: at,
        time: at + 6 * MINUTE,
        parts: '[["port-scan",0.4,0.4]]',
        shares: expect.stringContaining('of 0.8'),
      },
    ]);
    expect(database.prepare('SELECT risk FROM risks ORDER BY bucket').all()).toMatchObject([
      { risk: 0.8 },
      { risk: 0.4 },
    ]);
    database.close();
  });

  it('forgets what is old, and the risk over time of hosts that it forgets', () => {
    const database = open();
    const [old, recent] = [START * MINUTE, (START + 100) * MINUTE];
    const hosts = [news('10.0.0.5', 0.5, old), news('10.0.0.6', 0.5, recent)];
    const traffic = [START, START + 100].map((minute) => ({ minute, flows: 1, bytes: 1, packets: 1 }));
    writeOverview(database, { ...NO_OVERVIEW, hosts, traffic }, []);
    forgetOverview(database, recent - MINUTE);
    expect(database.prepare('SELECT host FROM hosts').all()).toMatchObject([{ host: '10.0.0.6' }]);
    expect(database.prepare('SELECT time FROM risks').all()).toMatchObject([{ time: recent }]);
    expect(database.prepare('SELECT minute FROM traffic').all()).toMatchObject([{ minute: START + 100 }]);
    database.close();
  });
});
