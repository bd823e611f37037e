/**
 * Fan-out in a burst: an inside host reaches for many hosts at once on the ports of the web, and far more of them are
 * dead than a client that follows links and names meets. That others answer in the same seconds shows that its network
 * works, which the test over all time cannot tell on these ports. All of them count as one service.
 */
import type { Evidence } from '../../model/evidence.js';
import type { Emit } from '../../model/stage.js';
import { hostText } from '../host-key.js';
import { Protocol } from '../protocol.js';
import { recall, remember } from '../recent-table.js';
import { listed, refer, references } from '../references.js';
import { evidenceOf } from '../telling.js';
import { plainCount, plainDuration, plainNumber } from '../words.js';
import type { ScanRules } from './rules.js';
import type { Attempt, Burst, PortScanState } from './state.js';

function openBurst(attempt: Attempt): Burst {
  return {
    source: attempt.source,
    failed: 0,
    answered: 0,
    proven: 0,
    firstSeen: attempt.time,
    lastSeen: attempt.time,
    references: references(),
  };
}

/** The burst that a contact belongs to; a new one after a pause, or when the latest is long enough. */
function burstOf(state: PortScanState, attempt: Attempt, rules: ScanRules): Burst | null {
  const known = recall(state.bursts, attempt.sourceId);
  if (known === undefined) {
    const burst = openBurst(attempt);
    remember(state.bursts, attempt.sourceId, { latest: burst, before: null, judged: 0 });
    return burst;
  }
  const { latest, before } = known;
  if (attempt.time < latest.firstSeen) {
    return before !== null && attempt.time <= before.lastSeen + rules.burstGapMs ? before : null;
  }
  const goesOn =
    attempt.time <= latest.lastSeen + rules.burstGapMs && attempt.time < latest.firstSeen + rules.burstMs;
  if (goesOn) return latest;
  known.before = latest;
  known.latest = openBurst(attempt);
  return known.latest;
}

/** Counts what became of a first contact with a host, if it is of the web and from inside. */
export function countInBurst(
  state: PortScanState,
  attempt: Attempt,
  failed: boolean,
  rules: ScanRules,
): void {
  if (!attempt.fromInside || attempt.protocol !== Protocol.tcp || !rules.everyday.has(attempt.port)) return;
  const burst = burstOf(state, attempt, rules);
  if (burst === null) return;
  if (failed) burst.failed++;
  else burst.answered++;
  if (attempt.proven) burst.proven++;
  burst.lastSeen = Math.max(burst.lastSeen, attempt.time);
  refer(burst.references, attempt.input, attempt.record);
  if (burst.failed >= rules.minHosts) state.bursting.add(attempt.sourceId);
}

/** log10 of the likelihood ratio of the whole burst: by Markov's inequality a bound, at one fixed end. */
function burstSurprise(burst: Burst, judged: number, rules: ScanRules): number {
  if (burst.failed < rules.minHosts || burst.answered < burst.failed / 3) return 0;
  const { failed, answered } = rules.burst;
  const ratio = burst.failed * failed + burst.answered * answered;
  return Math.min(rules.maxSurprise, Math.max(0, ratio - Math.log10(1 + judged)));
}

/** Judges bursts all of whose contacts have been settled. */
export function tellBursts(
  state: PortScanState,
  now: number,
  site: string,
  rules: ScanRules,
  emit: Emit<Evidence>,
): void {
  const settled = now - rules.burstGapMs - rules.answerWaitMs;
  for (const source of state.bursting) {
    const bursts = recall(state.bursts, source);
    const ripe = bursts === undefined ? [] : [bursts.before, bursts.latest];
    let waits = false;
    for (const burst of ripe) {
      if (burst === null || burst.failed < rules.minHosts) continue;
      if (burst.lastSeen > settled) {
        waits = true;
        continue;
      }
      bursts!.judged++;
      const surprise = burstSurprise(burst, bursts!.judged, rules);
      if (surprise >= rules.fireSurprise) emit(burstEvidence(burst, surprise, site, rules));
      // Judged once; what comes later is another burst.
      burst.failed = Number.NEGATIVE_INFINITY;
    }
    if (!waits) state.bursting.delete(source);
  }
}

function burstEvidence(burst: Burst, surprise: number, site: string, rules: ScanRules): Evidence {
  const { failed, answered } = burst;
  const tried = failed + answered;
  const usual = Math.ceil(2 * rules.burstOrdinaryFailure * tried);
  const needed = (rules.fireSurprise - answered * rules.burst.answered) / rules.burst.failed;
  return evidenceOf({
    revision: 0,
    family: 'port-scan',
    site,
    host: hostText(burst.source),
    role: 'actor',
    peer: null,
    key: 'burst on web ports',
    firstSeen: burst.firstSeen,
    lastSeen: burst.lastSeen,
    basis: { kind: 'test-bound', test: 'likelihood ratio of failed first contacts in a burst' },
    surprise,
    attributable: burst.proven > tried / 2,
    summary: `reached for ${plainCount(tried, 'host')} that it had not used before on web ports in ${plainDuration(
      burst.lastSeen - burst.firstSeen,
    )}, and ${plainNumber(failed)} were dead while ${plainNumber(answered)} answered`,
    contributions: [
      {
        feature: 'hosts that were dead',
        value: failed,
        unit: '',
        usual: { low: 0, high: usual },
        share: 1,
      },
      { feature: 'hosts that answered', value: answered, unit: '', usual: null, share: 0 },
    ],
    threshold: {
      feature: 'hosts that were dead',
      value: Math.max(rules.minHosts, Math.ceil(needed - 1e-9)),
      unit: 'hosts',
    },
    records: listed(burst.references),
    recordCount: burst.references.count,
    technique: 'T1046',
  });
}
