/** Runs the cases of a fixture through risk and policy, and says where what was decided differs from what was expected. */
import type { Decision } from '../../model/decision.js';
import { type Evidence, evidenceId } from '../../model/evidence.js';
import { riskText } from '../../model/format.js';
import { TICK_MS } from '../../model/window.js';
import { changed, type Expectation, type Fixture, type FixtureCase, type JudgedBy } from './fixture.js';
import { networkOf } from './network-of.js';
import { replay, type Telling } from './replay.js';

const MINUTE_MS = 60_000;

export interface CaseOutcome {
  readonly name: string;
  readonly passed: boolean;
  /** Plain words, one difference each. */
  readonly differences: readonly string[];
  readonly decisions: readonly Decision[];
}

function tellingsOf({ evidence }: FixtureCase, site: string, start: number): readonly Telling[] {
  const revisions = new Map<string, number>();
  const inOrder = evidence.toSorted((a, b) => a.minute - b.minute);
  return inOrder.map(({ minute, since = minute, summary, ...given }) => {
    const time = start + minute * MINUTE_MS;
    const identity = { ...given, site, window: { start, end: start + 1 } };
    const id = evidenceId(identity);
    const revision = revisions.get(id) ?? 0;
    revisions.set(id, revision + 1);
    const whole: Evidence = {
      ...identity,
      id,
      revision,
      firstSeen: start + Math.min(since, minute) * MINUTE_MS,
      lastSeen: time,
      basis: { kind: 'test-bound', test: 'fixture' },
      summary: summary ?? `${given.family} of surprise ${given.surprise}`,
      contributions: [],
      threshold: null,
      records: [],
      recordCount: 0,
      technique: null,
    };
    return { time, evidence: whole };
  });
}

const about = ({ action, rule }: Decision) => `${action} by ${rule}`;

/** In which ways one decision is not what was expected. */
function differs(expected: Expectation, found: Decision, start: number): readonly string[] {
  const lasts = found.expires === null ? null : (found.expires - found.time) / MINUTE_MS;
  const minute = (found.time - start) / MINUTE_MS;
  const guard = found.rule.startsWith('guard:') ? found.rule.slice('guard:'.length) : 'none';
  const compared: readonly (readonly [what: string, wanted: unknown, is: unknown])[] = [
    ['action', expected.action, found.action],
    ['rule', expected.rule, found.rule],
    ['guard', expected.guard, guard],
    ['lastsMinutes', expected.lastsMinutes, lasts],
    ['simulated', expected.simulated, found.simulated],
    ['approval', expected.approval, found.approval],
  ];
  const wrong = compared
    .filter(([, wanted, is]) => wanted !== undefined && wanted !== is)
    .map(([what, wanted, is]) => `expected ${what} ${wanted}, found ${is}`);
  const late = expected.minute === undefined ? 0 : found.time - start - expected.minute * MINUTE_MS;
  if (Math.abs(late) > TICK_MS) {
    wrong.push(`expected at minute ${expected.minute}, found at minute ${Number(minute.toFixed(2))}`);
  }
  if (expected.reason !== undefined && !found.reason.includes(expected.reason)) {
    wrong.push(`expected a reason with "${expected.reason}"`);
  }
  return wrong.length === 0 ? [] : [`${wrong.join('; ')} (${about(found)}: ${found.reason})`];
}

function compare(
  expected: readonly Expectation[],
  decisions: readonly Decision[],
  risks: ReadonlyMap<string, number>,
  start: number,
): readonly string[] {
  const hosts = new Set([...expected.map(({ host }) => host), ...decisions.map(({ host }) => host)]);
  return [...hosts].flatMap((host) => {
    const wanted = expected.filter((each) => each.host === host && each.action !== 'ignore');
    const found = decisions.filter((each) => each.host === host);
    const rose = `its risk rose to ${riskText(risks.get(host) ?? 0)}`;
    return Array.from({ length: Math.max(wanted.length, found.length) }, (_, i) => {
      const [want, is] = [wanted[i], found[i]];
      if (is === undefined) return [`expected ${want!.action}, but nothing more was decided: ${rose}`];
      if (want === undefined) return [`not expected: ${about(is)}: ${is.reason}`];
      return differs(want, is, start);
    })
      .flat()
      .map((text) => `${host}: ${text}`);
  });
}

function runCase(each: FixtureCase, base: JudgedBy): CaseOutcome {
  const { site, internal, policy, risk } = changed(base, each.configuration);
  const start = Date.parse(each.start);
  const risks = new Map<string, number>();
  const decisions = replay(tellingsOf(each, site, start), {
    policy,
    risk,
    network: networkOf(internal),
    onJudged: ({ host }) => risks.set(host.host, Math.max(risks.get(host.host) ?? 0, host.riskAtEnd)),
  });
  const differences = compare(each.expect, decisions, risks, start);
  return { name: each.name, passed: differences.length === 0, differences, decisions };
}

/** @param base the configuration that is tested */
export function runFixture(fixture: Fixture, base: JudgedBy): readonly CaseOutcome[] {
  const common = changed(base, fixture.configuration);
  return fixture.cases.map((each) => runCase(each, common));
}
