/** The shell that injects attacks into copies of the user's own traffic and says what would have been seen. */
import { anyPrefixContains, parsePrefix } from '../../model/address.js';
import { StrayflowError } from '../../model/errors.js';
import type { InputFile } from '../../shell/inputs.js';
import { type Analysed, analyse, filesAsInputs, type RunOptions } from '../analyse.js';
import { matches, type Outcome, outcomeOf, type Told } from '../match.js';
import type { NamedBehaviour } from '../truth/schema.js';
import { STRENGTHS, type Strength } from './attack.js';
import { ATTACKS } from './attacks/index.js';
import { Candidates } from './cast.js';
import { injectedInput } from './injected-input.js';
import { Ordinary } from './ordinary.js';
import { type Injection, plan } from './plan.js';

/** Nothing that was not told without the injection. */
const NOTHING_TOLD = 'no evidence';
/** Below it there is no room for an attack that has a before and an after. */
const LEAST_SPAN_MS = 10_000;

export interface SelfTestResult {
  readonly behaviour: NamedBehaviour;
  readonly strength: Strength;
  readonly what: string;
  /** Who plays the attacker; null where the sources are forged. */
  readonly attacker: string | null;
  /** The other side. */
  readonly against: string;
  readonly flows: number;
  /** Event times (Unix ms). */
  readonly start: number;
  readonly end: number;
  /** Named, of the right host, at the alert line or above. */
  readonly seen: boolean;
  readonly seenAt: number | null;
  readonly delaySeconds: number | null;
  /** Peak risk of the host that it is told of. */
  readonly risk: number;
  /** Why it would not have been seen; null when it would. */
  readonly reason: string | null;
  /** What was told all the same, below the alert line: its sentence; null when nothing was, or when it was seen. */
  readonly told: string | null;
  /** What it takes to be alerted; null when it was seen. */
  readonly takes: string | null;
  /** The most of the same kind that the attacker does without the injection; null when it was seen, or does none. */
  readonly ordinary: string | null;
  /** Whether the same is told of the same hosts without the injection: then the answer says little. */
  readonly toldWithout: boolean;
}

export interface SelfTest {
  readonly version: string;
  readonly seed: number;
  readonly inputs: readonly string[];
  readonly flows: number;
  readonly internal: readonly string[];
  /** Copies of the traffic that were analysed beside the original. */
  readonly copies: number;
  readonly results: readonly SelfTestResult[];
}

export interface SelfTestRequest extends RunOptions {
  readonly files: readonly InputFile[];
  readonly begin: (title: string) => void;
}

/** Throws StrayflowError: usage when the traffic has no room or nobody for an attack, and what reading throws. */
export async function selfTest(request: SelfTestRequest): Promise<SelfTest> {
  const { files, config } = request;
  const candidates = new Candidates();
  request.begin('without injections');
  const yardsticks = ATTACKS.flatMap(({ yardstick }) => (yardstick === null ? [] : [yardstick]));
  const ordinary = new Ordinary(yardsticks);
  const before = await analyse(await filesAsInputs(files, config), request, ({ flows }) => {
    candidates.add(flows);
    ordinary.add(flows);
  });
  const { span, internal, flowCount } = before.analysis;
  if (span.end - span.start < LEAST_SPAN_MS) {
    throw new StrayflowError('usage', 'the traffic is shorter than 10 s: there is no room for an attack', {
      hint: 'Record some minutes, better some hours.',
    });
  }
  const prefixes = internal.prefixes.map((text) => parsePrefix(text)!);
  const isInternal = (bytes: Uint8Array, offset: number) => anyPrefixContains(prefixes, bytes, offset);
  const cast = candidates.cast(isInternal);
  const usual = ({ attack: { yardstick }, expectation: { attacker } }: Injection): string | null => {
    if (yardstick === null || attacker === null) return null;
    const most = ordinary.mostOf(yardstick, attacker, isInternal);
    return most === 0 ? null : `${attacker} has up to ${yardstick.say(most)} without it`;
  };
  const rounds = plan(cast, span, config.seed);
  const fixed: RunOptions = { ...request, config: { ...config, internal: [...internal.prefixes] } };
  const results: SelfTestResult[] = [];
  for (const [number, round] of rounds.entries()) {
    request.begin(`copy ${number + 1} of ${rounds.length}`);
    const made = round.flatMap((injection) => injection.flows);
    const injected = injectedInput(made, files.length, config.site);
    const after = await analyse([...(await filesAsInputs(files, config)), injected], fixed);
    for (const injection of round) {
      const result = resultOf(injection, before, after);
      results.push({ ...result, ordinary: result.seen ? null : usual(injection) });
    }
  }
  return {
    version: request.version,
    seed: config.seed,
    inputs: files.map((file) => file.name),
    flows: flowCount,
    internal: internal.prefixes,
    copies: rounds.length,
    results: results.sort(inOrder),
  };
}

function toldBy({ analysis, tellings, hostOf }: Analysed): Told {
  return { tellings: tellings.all, hosts: analysis.hosts, alertLine: analysis.lines.alert, hostOf };
}

function resultOf(
  { attack, strength, scene, expectation, flows }: Injection,
  before: Analysed,
  after: Analysed,
): Omit<SelfTestResult, 'ordinary'> {
  const without = outcomeOf(expectation, toldBy(before));
  const outcome: Outcome = outcomeOf(expectation, toldBy(after));
  return {
    behaviour: attack.behaviour,
    strength,
    what: attack.describe(strength),
    attacker: expectation.attacker,
    against: expectation.peer ?? expectation.victims[0] ?? scene.neighbour,
    flows: flows.length,
    start: expectation.start ?? scene.start,
    end: expectation.end ?? scene.end,
    seen: outcome.found,
    seenAt: outcome.told,
    delaySeconds: outcome.delaySeconds,
    risk: outcome.risk,
    reason: outcome.told === null && outcome.reason === without.reason ? NOTHING_TOLD : outcome.reason,
    told: outcome.found ? null : strongestOf(expectation, after),
    takes: outcome.found ? null : attack.takes,
    toldWithout: without.told !== null,
  };
}

/** The strongest evidence that names the injection. */
function strongestOf(expectation: Injection['expectation'], after: Analysed): string | null {
  const told = toldBy(after);
  const right = new Set(
    told.tellings.filter((telling) => matches(telling, expectation, told)).map(({ id }) => id),
  );
  const [strongest] = after.analysis.evidence
    .filter(({ id }) => right.has(id))
    .sort((a, b) => b.surprise - a.surprise || (a.id < b.id ? -1 : 1));
  return strongest?.summary ?? null;
}

function inOrder(a: SelfTestResult, b: SelfTestResult): number {
  if (a.behaviour !== b.behaviour) return a.behaviour < b.behaviour ? -1 : 1;
  return STRENGTHS.indexOf(a.strength) - STRENGTHS.indexOf(b.strength);
}
