import { describe, expect, it } from 'vitest';
import { configSchema } from '../../../src/config.js';
import { explainHost } from '../../../src/evaluation/policy/explain-host.js';
import { explanationWords } from '../../../src/evaluation/policy/explain-words.js';
import type { History } from '../../../src/evaluation/policy/history.js';
import { knownHosts } from '../../../src/evaluation/policy/known-hosts.js';
import { preview } from '../../../src/evaluation/policy/preview.js';
import { previewWords } from '../../../src/evaluation/policy/preview-words.js';
import { parseTruth } from '../../../src/evaluation/truth/file.js';
import type { Evidence } from '../../../src/model/evidence.js';
import { evidenceOf, NOW } from '../../risk/evidence-of.js';

const DAY_MS = 86_400_000;

function attack(host: string, at = NOW, draft: Partial<Evidence> = {}): Evidence[] {
  const common = { host, site: 'local', surprise: 9, attributable: true, lastSeen: at, ...draft };
  return [evidenceOf(common), evidenceOf({ ...common, family: 'brute-force', key: 'ssh' })];
}

function historyOf(evidence: readonly Evidence[], more: Partial<History> = {}): History {
  const tellings = evidence.map((each) => ({ time: each.lastSeen, evidence: each }));
  return { tellings, decisions: null, internal: [], exceptions: [], notes: [], ...more };
}

const config = (policy: object) => configSchema.parse({ policy });
const nothing = () => null;

describe('a preview', () => {
  const history = historyOf([
    ...attack('203.0.113.7'),
    ...attack('198.51.100.9', NOW + DAY_MS),
    ...attack('203.0.113.99', NOW, { surprise: 3.4 }),
  ]);
  const hosts = (changes: readonly { readonly host: string }[]) => changes.map(({ host }) => host);

  it('of the same policy says that nothing changes', () => {
    const found = preview(history, config({}), config({}), nothing);
    expect(found.before).toEqual(found.after);
    expect(previewWords(found, { before: 'a', after: 'b' })).toContain('The change changes nothing here.');
  });

  it('names who is blocked anew and no longer, and what holds back now', () => {
    const gained = preview(
      history,
      config({ mode: 'enforce' }),
      config({ mode: 'enforce', gateways: ['203.0.113.7'], blockLine: 0.6 }),
      nothing,
    );
    expect(hosts(gained.newlyBlocked)).toEqual(['203.0.113.99']);
    expect(hosts(gained.noLongerBlocked)).toEqual(['203.0.113.7']);
    expect(gained.heldBack).toEqual({ gateway: ['203.0.113.7'] });
    expect(gained.letPass).toEqual({});
    const back = preview(
      history,
      config({ mode: 'enforce', gateways: ['203.0.113.7'], blockLine: 0.6 }),
      config({ mode: 'enforce' }),
      nothing,
    );
    expect(hosts(back.noLongerBlocked)).toEqual(hosts(gained.newlyBlocked));
    expect(back.letPass).toEqual(gained.heldBack);
    const words = previewWords(gained, { before: 'old.yaml', after: 'new.yaml' });
    expect(words).toContain(
      'Before (old.yaml): 3 hosts told of, 2 of them blocked (2 really; 10 min in all)',
    );
    expect(words).toContain('  gateway: 203.0.113.7');
    expect(words).toContain('2023-11-15  told of 1 -> 1, blocked 1 -> 1');
  });

  it('names who is told of anew and no longer', () => {
    const weak = historyOf(attack('203.0.113.99', NOW, { surprise: 2.6 }));
    const found = preview(weak, config({}), config({ alertLine: 0.3 }), nothing);
    expect(hosts(found.newlyAlerted)).toEqual(['203.0.113.99']);
    expect(hosts(preview(weak, config({ alertLine: 0.3 }), config({}), nothing).noLongerAlerted)).toEqual([
      '203.0.113.99',
    ]);
  });

  it('names longer and shorter blocks, and counts overlapping ones once', () => {
    const longer = config({ durationsMs: [DAY_MS] });
    const found = preview(history, config({}), longer, nothing);
    expect(hosts(found.blockedLonger)).toEqual(['198.51.100.9', '203.0.113.7']);
    expect(hosts(preview(history, longer, config({}), nothing).blockedShorter)).toEqual([
      '198.51.100.9',
      '203.0.113.7',
    ]);
    const again = historyOf([
      ...attack('203.0.113.7'),
      ...attack('203.0.113.7', NOW + 4 * 60_000, { key: 'later', window: { start: 1, end: 2 } }),
    ]);
    const [only] = preview(again, config({ mode: 'observe' }), longer, nothing).blockedLonger;
    // Five minutes, extended at the fourth to an hour from then.
    expect(only!.before!.blockedMs / 60_000).toBeCloseTo(64, 0);
  });

  it('says what is known: a truth, and who was excepted by hand', () => {
    const truth = parseTruth(
      JSON.stringify({ others: 'benign', attackers: { '203.0.113.7': ['port-scan'] }, inputs: { a: {} } }),
      'truth.json',
    );
    const known = knownHosts(
      [{ name: 'a', path: 'a', truth }],
      [{ prefix: '198.51.100.0/24', reason: 'our scanner' }],
    );
    expect(known('203.0.113.7')).toEqual({ wrong: false, says: 'an attacker, by the truth' });
    expect(known('198.51.100.9')).toEqual({ wrong: true, says: 'excepted by hand: our scanner' });
    expect(known('203.0.113.99')).toEqual({ wrong: true, says: 'benign, by the truth' });
    expect(knownHosts([], [])('203.0.113.7')).toBeNull();
    const found = preview(history, config({ blockLine: 1 }), config({}), known);
    const words = previewWords(found, { before: 'a', after: 'b' });
    expect(words).toContain('Newly blocked: 2 hosts; known: 1 rightly accused, 1 wrongly');
    expect(words).toContain('198.51.100.9 [excepted by hand: our scanner]');
    const victims = historyOf(attack('203.0.113.99', NOW, { role: 'victim' }));
    expect(preview(victims, config({ alertLine: 1 }), config({}), known).newlyAlerted).toMatchObject([
      { role: 'victim', known: null },
    ]);
  });

  it('compares with what was decided then', () => {
    const found = preview(history, config({}), config({}), nothing);
    expect(found.stored).toBeNull();
    const decisions = [
      {
        site: 'local',
        host: '203.0.113.7',
        action: 'block' as const,
        simulated: true,
        approval: false,
        rule: 'block-line',
        reason: '',
        risk: 0.9,
        time: NOW,
        expires: NOW + 1,
        evidenceIds: [],
      },
    ];
    const other = { ...decisions[0]!, host: '192.0.2.1' };
    const kept = historyOf(attack('203.0.113.7'), { decisions: [...decisions, other] });
    expect(preview(kept, config({}), config({}), nothing).stored).toEqual({
      blockedHosts: 2,
      alsoByReplay: 1,
    });
  });
});

describe('an explanation', () => {
  it('is read aloud: risk, rules, needs, guards, and what more would take', () => {
    const { policy, ...rest } = config({
      mode: 'enforce',
      nameServers: ['203.0.113.7'],
      rules: [{ name: 'victims', when: { role: 'victim' }, do: 'alert' }],
    });
    const history = historyOf(attack('203.0.113.7'));
    const [only] = explainHost(history, { ...rest, policy }, '203.0.113.7');
    const words = explanationWords(only!, policy);
    expect(words).toContain('  victims (alert): does not hold');
    expect(words).toContain('    NO   it was done to the host (it acted)');
    expect(words).toContain('No rule holds, so the lines decide');
    expect(words).toContain('  yes  families of evidence: 2 or more (there are 2)');
    expect(words).toContain(
      'HOLDS BACK  whether it is a name server: 203.0.113.7 is a name server (name-server)',
    );
    expect(words).toContain(
      'Verdict: alert, by guard:name-server; not blocked: 203.0.113.7 is a name server.',
    );
    expect(words).toContain('    - the guard name-server lets it pass (203.0.113.7 is a name server)');
  });

  it('says how much more evidence would reach the line', () => {
    const history = historyOf([evidenceOf({ site: 'local', surprise: 2.5 })]);
    const judged = config({});
    const [only] = explainHost(history, judged, '203.0.113.7');
    expect(only!.decisive.trace.verdict.action).toBe('ignore');
    const more = evidenceOf({
      site: 'local',
      family: 'beaconing',
      key: 'x',
      surprise: only!.moreSurprise! + 0.001,
    });
    const [now] = explainHost(
      historyOf([evidenceOf({ site: 'local', surprise: 2.5 }), more]),
      judged,
      '203.0.113.7',
    );
    expect(now!.decisive.trace.verdict.action).toBe('alert');
  });

  it('of a host without evidence is none', () => {
    expect(explainHost(historyOf(attack('203.0.113.7')), config({}), '192.0.2.9')).toEqual([]);
  });
});
