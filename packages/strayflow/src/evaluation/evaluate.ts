/** The shell over labelled folders: every case analysed and held against its truth, and added up. */
import type { Family } from '../model/evidence.js';
import { type Interval, poissonInterval } from '../model/poisson.js';
import type { RunOptions } from './analyse.js';
import { type Case, casesOf } from './cases.js';
import { expected, familiesOf } from './expectations.js';
import { type CaseResult, runCase } from './run-case.js';
import { readTruths } from './truth/file.js';
import { isHarmless, type Knowledge, type NamedBehaviour } from './truth/schema.js';

export interface Selection {
  /** Cases and expectations of this behaviour alone; cases that do not name it only when their folder is asked for. */
  readonly only: NamedBehaviour | null;
  /** Folders whose name contains one of these; empty: all. */
  readonly folders: readonly string[];
}

export interface BehaviourQuality {
  readonly behaviour: NamedBehaviour;
  /** Events, hosts and inputs that must be found. */
  readonly named: number;
  readonly found: number;
  readonly recall: number | null;
  /** Events that left no sign, and are not among those named. */
  readonly invisible: number;
  /** Seconds from an event's start to the first evidence, of those found whose start is known. */
  readonly medianDelaySeconds: number | null;
  readonly longestDelaySeconds: number | null;
  /** Hosts accused of it where benign hosts are known. */
  readonly right: number;
  readonly wrong: number;
  readonly precision: number | null;
}

export interface FalseAccusations {
  /** The line: 0.5, 0.8. */
  readonly line: number;
  readonly hosts: number;
  readonly days: number;
  readonly perDay: number | null;
  /** 95 %, exact Poisson, per day. */
  readonly interval: Interval | null;
}

export interface Evaluation {
  readonly version: string;
  readonly seed: number;
  readonly named: number;
  readonly found: number;
  readonly recall: number | null;
  readonly behaviours: readonly BehaviourQuality[];
  /** At the alert line and at the block line. */
  readonly falseAccusations: readonly FalseAccusations[];
  readonly harmless: number;
  readonly calledAttacks: number;
  readonly cases: readonly CaseResult[];
  /** Folders that their truth leaves out. */
  readonly leftOut: readonly string[];
}

export interface EvaluateRequest extends RunOptions {
  readonly folders: readonly string[];
  readonly selection: Selection;
  /** Told before each case. */
  readonly begin: (title: string) => void;
}

function narrowed(truth: Knowledge, only: NamedBehaviour): Knowledge {
  const wanted = (behaviours: readonly NamedBehaviour[]) => behaviours.filter((each) => each === only);
  const hosts = (byAddress: Knowledge['attackers']) =>
    byAddress === undefined
      ? undefined
      : Object.fromEntries(Object.entries(byAddress).map(([host, families]) => [host, wanted(families)]));
  const { attackers, compromised, behaviours, events, ...rest } = truth;
  return {
    ...rest,
    attackers: hosts(attackers),
    compromised: hosts(compromised),
    behaviours: wanted(behaviours ?? []),
    // Events of other behaviours still tell who has no good name.
    events: events?.map((event) =>
      event.behaviour === only || isHarmless(event.behaviour) ? event : { ...event, visible: false },
    ),
  };
}

function select(each: Case, { only, folders }: Selection): readonly Case[] {
  if (folders.length > 0 && !folders.some((name) => each.folder.includes(name))) return [];
  if (only === null) return [each];
  const truth = narrowed(each.truth, only);
  const names = expected(truth).expectations.length > 0;
  return names || folders.length > 0 ? [{ ...each, truth }] : [];
}

/** Throws StrayflowError when a truth is invalid or an input cannot be used. */
export async function evaluate(request: EvaluateRequest): Promise<Evaluation> {
  const leftOut: string[] = [];
  const cases: Case[] = [];
  for (const folder of readTruths(request.folders)) {
    if (folder.truth.score === false) leftOut.push(folder.name);
    for (const each of await casesOf(folder)) cases.push(...select(each, request.selection));
  }
  const results: CaseResult[] = [];
  for (const each of cases) {
    request.begin(`${each.folder}/${each.input}`);
    results.push(await runCase(each, request));
  }
  return summed(request, results, leftOut);
}

function summed(
  { config, version, selection }: EvaluateRequest,
  cases: readonly CaseResult[],
  leftOut: readonly string[],
): Evaluation {
  const outcomes = cases.flatMap((each) => each.outcomes);
  const found = outcomes.filter((outcome) => outcome.found).length;
  const accused = cases.flatMap((each) => Object.keys(each.quality.families)) as Family[];
  const names = new Set<NamedBehaviour>([
    ...outcomes.map((outcome) => outcome.expectation.behaviour),
    ...accused,
  ]);
  const { alertLine, blockLine } = config.policy;
  return {
    version,
    seed: config.seed,
    named: outcomes.length,
    found,
    recall: outcomes.length === 0 ? null : found / outcomes.length,
    behaviours: [...names]
      .sort()
      .filter((name) => selection.only === null || name === selection.only)
      .map((name) => behaviourQuality(name, cases)),
    falseAccusations: [alertLine, blockLine].map((line) => falseAccusations(line, cases)),
    harmless: cases.reduce((sum, each) => sum + each.harmless, 0),
    calledAttacks: cases.reduce((sum, each) => sum + each.calledAttacks.length, 0),
    cases,
    leftOut,
  };
}

const knowsBenign = (each: CaseResult) => each.quality.benign > 0;

function behaviourQuality(behaviour: NamedBehaviour, cases: readonly CaseResult[]): BehaviourQuality {
  const outcomes = cases
    .flatMap((each) => each.outcomes)
    .filter((outcome) => outcome.expectation.behaviour === behaviour);
  const found = outcomes.filter((outcome) => outcome.found);
  const delays = found.flatMap((outcome) => outcome.delaySeconds ?? []).sort((a, b) => a - b);
  const counts = cases
    .filter(knowsBenign)
    .flatMap((each) => familiesOf(behaviour).map((family) => each.quality.families[family]));
  const right = counts.reduce((sum, count) => sum + (count?.right ?? 0), 0);
  const wrong = counts.reduce((sum, count) => sum + (count?.wrong ?? 0), 0);
  return {
    behaviour,
    named: outcomes.length,
    found: found.length,
    recall: outcomes.length === 0 ? null : found.length / outcomes.length,
    invisible: cases.flatMap((each) => each.invisible).filter((name) => name === behaviour).length,
    medianDelaySeconds: median(delays),
    longestDelaySeconds: delays.at(-1) ?? null,
    right,
    wrong,
    precision: right + wrong === 0 ? null : right / (right + wrong),
  };
}

function median(sorted: readonly number[]): number | null {
  if (sorted.length === 0) return null;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function falseAccusations(line: number, cases: readonly CaseResult[]): FalseAccusations {
  const known = cases.filter(knowsBenign);
  const days = known.reduce((sum, each) => sum + each.days, 0);
  const hosts = known
    .flatMap((each) => each.quality.falselyAccused)
    .filter((host) => host.risk >= line).length;
  if (days === 0) return { line, hosts, days, perDay: null, interval: null };
  const { low, high } = poissonInterval(hosts);
  return { line, hosts, days, perDay: hosts / days, interval: { low: low / days, high: high / days } };
}
