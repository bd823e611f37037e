import { describe, expect, it } from 'vitest';
import { humanReporter, jsonReporter } from '../../src/cli/watch-reporter.js';
import type { Decision } from '../../src/model/decision.js';
import { type NamesOf, NO_NAMES } from '../../src/model/known-names.js';
import type { WatchStatus } from '../../src/shell/live/status.js';
import { exampleEvidence } from '../example-evidence.js';

const ESCAPE = '\u001b[2J';
const evidence = { ...exampleEvidence[0]!, summary: `tried ${ESCAPE}ports`, revision: 3 };
const decision: Decision = {
  site: 'local',
  host: '198.51.100.7',
  action: 'block',
  simulated: true,
  approval: false,
  rule: 'block-line',
  reason: `risk 0.91 ${ESCAPE}`,
  risk: 0.91,
  time: Date.UTC(2026, 10, 22, 19),
  expires: null,
  evidenceIds: [],
};
const status: WatchStatus = {
  read: 1_200,
  parsed: 1_100,
  rejected: 100,
  ignored: 0,
  rows: 1_100,
  judged: 1_000,
  waiting: 100,
  early: 0,
  late: 2,
  ahead: 0,
  loss: { kernelDrops: 4, overloadDrops: 1, sequenceGaps: 0 },
  dropped: {},
  judgedBy: 'own',
  drift: null,
  lagMs: 1_500,
  caughtUp: false,
  checkpointMs: 12.3,
};

function collected(make: typeof jsonReporter | typeof humanReporter) {
  const out: string[] = [];
  const aside: string[] = [];
  const reporter = make(
    (text) => out.push(text),
    (text) => aside.push(text),
    { alertLine: 0.5 },
  );
  return { reporter, out, aside };
}

describe('what watch prints', () => {
  it('names host, risk, reason and revision, and lets no terminal be driven by it', () => {
    const { reporter, out, aside } = collected(humanReporter);
    reporter.told({ kind: 'evidence', sequence: 1, evidence, risk: 0.7 }, NO_NAMES);
    reporter.told({ kind: 'decision', sequence: 2, decision }, NO_NAMES);
    reporter.warning(`no ${ESCAPE}`);
    expect(out[0]).toContain(`${evidence.host}  risk 0.70`);
    expect(out[0]).toContain(`${evidence.family} (revision 3): tried \\u{1b}[2Jports`);
    expect(out[1]).toBe('2026-11-22 19:00:00 UTC  WOULD BLOCK 198.51.100.7: risk 0.91 \\u{1b}[2J\n');
    expect([...out, ...aside].join('')).not.toContain('\u001b');
  });

  it('keeps silent about hosts below the alert line, unless everything is wanted', () => {
    const news = { kind: 'evidence', sequence: 1, evidence, risk: 0.3 } as const;
    const human = collected(humanReporter);
    human.reporter.told(news, NO_NAMES);
    expect(human.out).toEqual([]);
    const json = collected(jsonReporter);
    json.reporter.told(news, NO_NAMES);
    expect(JSON.parse(json.out[0]!)).toEqual({ type: 'evidence', sequence: 1, evidence, risk: 0.3 });
    expect(json.out[0]).not.toContain('\u001b');
  });

  it('shows names beside addresses, as words that no terminal and no reader is fooled by', () => {
    const names = new Map([
      [evidence.host, 'scanner.example.net'],
      ['10.1.0.5', `nas ${ESCAPE}\n2026-11-22 19:00:00 UTC  ALLOWED [x]`],
    ]);
    const namesOf: NamesOf = (address) => {
      const name = names.get(address);
      return name === undefined ? [] : [{ name, source: 'dhcp' }];
    };
    const news = { ...evidence, peer: '10.1.0.5', summary: 'tried 1,024 ports of 10.1.0.5.' };
    const human = collected(humanReporter);
    human.reporter.told({ kind: 'evidence', sequence: 1, evidence: news, risk: 0.7 }, namesOf);
    human.reporter.told({ kind: 'decision', sequence: 2, decision }, namesOf);
    expect(human.out[0]).toMatch(
      / \[\S+ scanner\.example\.net \(DHCP\); 10\.1\.0\.5 nas\?2J\?2026-11-22\?19\?00\?00\?UTC\?ALLOWED\?x\? \(DHCP\)\]\n$/,
    );
    expect(human.out[1]).toBe('2026-11-22 19:00:00 UTC  WOULD BLOCK 198.51.100.7: risk 0.91 \\u{1b}[2J\n');
    const json = collected(jsonReporter);
    json.reporter.told({ kind: 'evidence', sequence: 1, evidence: news, risk: 0.7 }, namesOf);
    expect(json.out[0]).not.toContain('\u001b');
    expect(JSON.parse(json.out[0]!)).toMatchObject({
      named: [
        { address: evidence.host, names: [{ name: 'scanner.example.net', source: 'dhcp' }] },
        { address: '10.1.0.5', names: [{ name: names.get('10.1.0.5') }] },
      ],
    });
  });

  it('says what was read, lost and left out', () => {
    const { reporter, out, aside } = collected(humanReporter);
    reporter.status(status);
    expect(out).toEqual([]);
    expect(aside).toEqual([
      '1,200 read, 1,100 parsed, 100 rejected, 5 dropped, 1,000 scored, 100 waiting, 2 late, lag 1.5 s, catching up, stored in 12 ms\n',
    ]);
  });
});
