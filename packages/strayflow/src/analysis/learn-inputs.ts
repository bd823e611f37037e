/** The first half of the shell over files: parse, learn, fit; what judges is known then. */
import type { AnalysisConfig } from '../config.js';
import {
  type ClassicCollector,
  fitModels,
  type ModelsOfFile,
  majorityTrap,
  NO_TRAP,
  type OrdinaryTraffic,
  ordinaryTraffic,
  type TaskRunner,
  withBaseline,
} from '../learned/index.js';
import { StrayflowError } from '../model/errors.js';
import { WINDOW_MS, windowStart } from '../model/window.js';
import { type Learned, learn } from './learn.js';
import { FEW_RECORDS, type Parsed, parse } from './parse.js';
import type { AnalysisRequest, Observer } from './request.js';
import type { Threads } from './threads.js';

type TrainingRequest = Omit<AnalysisRequest, 'version' | 'preset' | 'locations' | 'witness'>;

/** What inputs offer to learn from. */
export interface Sampled {
  readonly parsed: Parsed;
  readonly learned: Learned;
  readonly threads: Threads | undefined;
}

/** Throws StrayflowError when no input held a flow. */
export async function sampleInputs(
  request: TrainingRequest,
  config: AnalysisConfig,
  classic: ClassicCollector | null,
): Promise<Sampled> {
  const { observer, spool } = request;
  observer.begin('read', 'B');
  const parsed = await parse(request);
  if (parsed.flowRecords === 0) {
    throw (
      parsed.failures.find((failure) => failure.explicit)?.error ??
      parsed.failures[0]?.error ??
      new StrayflowError('input-no-flows', 'the input holds no flow')
    );
  }
  const threads = parsed.flowRecords < FEW_RECORDS ? undefined : request.threads;
  observer.begin('learn', 'records');
  const learned = await learn(spool, parsed, config, classic, {
    observer,
    threads,
    locate: request.locate,
    falseAlarms: request.falseAlarms ?? [],
  });
  return { parsed, learned, threads };
}

/**
 * Five-minute windows in which a host was told of that known behaviours and addresses bring over the alert line: nothing
 * that happened then is called ordinary.
 */
export function alertWindows({ accused, evidence }: Learned): ReadonlySet<number> {
  const windows = new Set<number>();
  for (const { host, role, firstSeen, lastSeen } of evidence) {
    if (role !== 'actor' || !accused.has(host)) continue;
    for (let start = windowStart(firstSeen); start <= lastSeen; start += WINDOW_MS) windows.add(start);
  }
  return windows;
}

export interface FittedInputs extends ModelsOfFile {
  /** What the models could learn from. */
  readonly ordinary: OrdinaryTraffic;
}

/** The models that judge these inputs, and how far they are to be believed. */
export async function fitInputs(
  { learned }: Sampled,
  { observer, run, baseline }: Pick<TrainingRequest, 'observer' | 'run' | 'baseline'>,
  config: AnalysisConfig,
  excludedWindows: ReadonlySet<number> = new Set(),
): Promise<FittedInputs> {
  observer.begin('fit', 'models');
  const exclusions = { excludedHosts: learned.accused, excludedWindows };
  const local = await fitModels(learned.sample, config.learned, {
    seed: config.seed,
    ...exclusions,
    run: counted(run, observer),
  });
  const ordinary = ordinaryTraffic(learned.sample, exclusions);
  const trap = local.tooLittle
    ? NO_TRAP
    : majorityTrap(
        {
          flows: learned.shares.flows,
          accusedFlows: learned.shares.flowsOf(learned.accused),
          collapsedShare: local.flow.entered === 0 ? 0 : local.flow.collapsed / local.flow.entered,
          largestActorShare: learned.shares.largestPairShare,
        },
        { baseline: (baseline ?? null) !== null, windows: local.host.models !== null },
      );
  const models = withBaseline(local, baseline ?? null, {
    options: config.learned,
    knowledge: learned.sample.knowledge,
    learnedFrom: ordinary.flow,
    trapped: trap.trapped,
  });
  return { learned: models, trap, ordinary };
}

/** Tells of every fitted model; tasks run as they would without. */
function counted(run: TaskRunner, observer: Observer): TaskRunner {
  let fitted = 0;
  return async (tasks) => {
    const results = tasks.map(async (task) => {
      const [result] = await run([task]);
      observer.update(++fitted, null);
      return result!;
    });
    return Promise.all(results);
  };
}
