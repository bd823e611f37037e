import { describe, expect, it } from 'vitest';
import { bruteForce } from '../../src/behaviours/brute-force.js';
import { parseAddress } from '../../src/model/address.js';
import type { Evidence } from '../../src/model/evidence.js';
import { FactKind } from '../../src/model/fact-batch.js';
import { FactBuilder } from '../../src/model/fact-builder.js';
import { type FlowRow, REFUSED, START, UNANSWERED } from '../flow-rows.js';
import { drive, latest, OFFICE } from './drive.js';

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

describe('logins that the server cuts off', () => {
  const cutOff = { state: 'RSTR', bytesSent: 150, bytesReceived: 152, durationMs: 2 } as const;

  it('count where the source saw what was spoken', () => {
    const [evidence] = find(logins(100, 100, { ...cutOff, service: 'ssh' }));
    expect(evidence!.summary).toBe(
      'logged in to ssh at 10.0.0.5:22 100 times in 9.9 s (the server cut 100 of them off) and left each time after less than 1 s and 302 bytes, as guessed passwords do',
    );
    expect(find(logins(100, 100, cutOff))).toEqual([]);
  });
});

describe('a session after guessed logins', () => {
  const session = (at: number, row: Row = {}): Row => ({
    ...logins(1, 0, { time: START + at, durationMs: 3000, bytesSent: 5_000, bytesReceived: 16_000 })[0],
    ...row,
  });

  it('is marked as their success', () => {
    const [evidence] = find([...logins(60, 500), session(60_000)]);
    expect(evidence!.summary).toMatch(/, as guessed passwords do; then a login succeeded$/);
    expect(evidence!.contributions.at(-1)).toMatchObject({ feature: 'logins that then succeeded', value: 1 });
  });

  it('is none of them when it comes later, from elsewhere, or after a few typing errors', () => {
    const success = (rows: readonly Row[]) =>
      find(rows).filter(({ summary }) => summary.includes('succeeded'));
    expect(success([...logins(60, 500), session(400_000)])).toEqual([]);
    expect(success([...logins(60, 500), session(60_000, { source: '198.51.100.9' })])).toEqual([]);
    expect(success([...logins(3, 500), session(10_000)])).toEqual([]);
  });
});

describe('logins of many sources at one server', () => {
  const shared = (sources: number, each: number): Row[] =>
    logins(sources * each, 200).map((row, i) => ({ ...row, source: `198.51.100.${i % sources}` }));

  it('are told of the server, with the group by name, and of none of the sources', () => {
    const found = find(shared(40, 12));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      host: '10.0.0.5',
      role: 'victim',
      peer: null,
      key: 'group ssh 10.0.0.5:22',
    });
    expect(found[0]!.summary).toMatch(/^40 sources logged in to ssh at 10\.0\.0\.5:22 480 times/);
    expect(found[0]!.summary).toMatch(/each too seldom to tell by itself: 198\.51\.100\.0, .* and 32 more$/);
    expect(found[0]!.surprise).toBeGreaterThan(4);
  });

  it('are none on a server where people are at work', () => {
    const rows = shared(40, 12).map((row, i) => (i % 4 === 0 ? { ...row, bytesReceived: 90_000 } : row));
    expect(find(rows)).toEqual([]);
  });
});

interface LoginFact {
  readonly client?: string;
  readonly server?: string;
  readonly port?: number;
  readonly user?: string;
  readonly outcome: string;
  readonly kind?: FactKind;
  readonly target?: string;
  readonly status?: number;
}

function told(facts: readonly LoginFact[], spacingMs = 1000): readonly Evidence[] {
  const builder = new FactBuilder('test', 0, 2048);
  for (const [i, fact] of facts.entries()) {
    const row = builder.add(fact.kind ?? FactKind.login, i + 1, START + i * spacingMs);
    parseAddress(fact.client ?? '203.0.113.7', builder.columns.address, 16 * row);
    parseAddress(fact.server ?? '10.0.0.5', builder.columns.peer, 16 * row);
    builder.columns.peerPort[row] = fact.port ?? 21;
    builder.columns.number[row] = fact.status ?? 1;
    builder.text('name', row, fact.user ?? '');
    builder.text('value', row, fact.target ?? '');
    builder.text('text', row, fact.outcome);
  }
  const stage = bruteForce.create(bruteForce.options.parse({}), OFFICE);
  const state = stage.open();
  const all: Evidence[] = [];
  stage.facts!(state, builder.take(), (evidence) => all.push(evidence));
  stage.advance(state, START + 1e6, (evidence) => all.push(evidence));
  stage.advance(state, Number.POSITIVE_INFINITY, (evidence) => all.push(evidence));
  return latest(all);
}

const repeat = (count: number, make: (i: number) => LoginFact) =>
  Array.from({ length: count }, (_, i) => make(i));

describe('logins of which the outcome is known', () => {
  const failure = { outcome: 'failure', user: 'admin' };

  it('are told when many fail, and marked when one then succeeds', () => {
    const failed = repeat(60, () => failure);
    expect(told(failed)[0]!.summary).toBe('failed to log in to ftp at 10.0.0.5:21 60 times in 59 s');
    expect(told([...failed, { ...failure, outcome: 'success' }])[0]!.summary).toBe(
      'failed to log in to ftp at 10.0.0.5:21 60 times in 59 s; then a login succeeded',
    );
  });

  it('are told by their number, however few connections they came in', () => {
    // Eight connections to a server that lets six guesses into each, told in portions.
    const portions = repeat(16, (i) => ({ outcome: 'failure', port: 22, status: i % 2 === 0 ? 3 : 2 }));
    const [evidence, ...more] = told(portions, 200);
    expect(more).toEqual([]);
    expect(evidence!.summary).toBe('failed to log in to ssh at 10.0.0.5:22 40 times in 3 s');
    expect(evidence!.surprise).toBeGreaterThan(4);
    expect(told(portions.slice(0, 5), 200)).toEqual([]);
  });

  it('are ordinary when a few fail, or all succeed', () => {
    expect(told(repeat(8, () => failure))).toEqual([]);
    expect(told(repeat(500, () => ({ ...failure, outcome: 'success' })))).toEqual([]);
  });

  it('as many users, each once, are password spraying', () => {
    const [evidence, ...more] = told(
      repeat(14, (i) => ({ outcome: 'failure', user: `user${i}` })),
      60_000,
    );
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({ key: 'password spraying', technique: 'T1110.003', peer: null });
    expect(evidence!.summary).toBe(
      'failed the first login as 14 users in 13 min, 14 of 14, as one password tried on many does',
    );
    expect(evidence!.surprise).toBeGreaterThan(4);
  });

  it('of the many users behind one gateway, some of whom mistype, are none', () => {
    const users = (i: number) => ({ outcome: i % 4 === 0 ? 'failure' : 'success', user: `user${i}` });
    expect(told(repeat(400, users), 5_000)).toEqual([]);
  });
});

describe('log-in forms of the web', () => {
  const form = (status: number, target = '/wp-login.php') => ({
    kind: FactKind.httpRequest,
    outcome: 'POST Mozilla/5.0',
    port: 80,
    target,
    status,
  });

  it('sent again and again are told, and marked when the last one is let in', () => {
    const [evidence] = told([...repeat(80, () => form(200)), form(302)]);
    expect(evidence!.key).toBe('form http 10.0.0.5:80');
    expect(evidence!.summary).toMatch(
      /^sent a log-in form to http at 10\.0\.0\.5:80 \d+ times .*; then a login succeeded$/,
    );
    const redirects = told(repeat(80, () => form(302)));
    expect(redirects[0]!.summary).not.toContain('succeeded');
  });

  it('are ordinary when few, and other requests never are', () => {
    expect(told(repeat(6, () => form(200)))).toEqual([]);
    expect(told(repeat(500, () => form(200, '/api/catalogue/items')))).toEqual([]);
    expect(told(repeat(500, () => ({ ...form(200), outcome: 'GET Mozilla/5.0' })))).toEqual([]);
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
