/** The shell over files: parse, learn, judge, and gather all that reports need. */
import type { Config } from '../config.js';
import {
  classicCollector,
  classicPreset,
  fitModels,
  majorityTrap,
  NO_TRAP,
  type TaskRunner,
} from '../learned/index.js';
import { StrayflowError } from '../model/errors.js';
import { judge } from './judge.js';
import { learn } from './learn.js';
import { parse } from './parse.js';
import type { AnalysisOutcome, AnalysisRequest, Observer } from './request.js';
import { summarise } from './summarise.js';

/** A report covers its whole input: who attacked a month before its end is not forgotten, as a live run would. */
function withoutForgetting(config: Config): Config {
  return { ...config, risk: { ...config.risk, forgetAfterMs: Number.POSITIVE_INFINITY } };
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

/** For fewer, starting threads takes longer than they save. */
const FEW_RECORDS = 50_000;

/** Throws StrayflowError when no input held a flow. */
export async function analyze(request: AnalysisRequest): Promise<AnalysisOutcome> {
  const { observer, spool } = request;
  const config = withoutForgetting(request.config);
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
  const classic = request.preset === 'classic' ? classicCollector(config.seed) : null;
  observer.begin('learn', 'records');
  const learned = await learn(spool, parsed, config, classic, { observer, threads });
  observer.begin('fit', 'models');
  const models = await fitModels(learned.sample, config.learned, {
    seed: config.seed,
    excludedHosts: learned.accused,
    run: counted(request.run, observer),
  });
  const trap = models.tooLittle
    ? NO_TRAP
    : majorityTrap({
        flows: learned.shares.flows,
        accusedFlows: learned.shares.flowsOf(learned.accused),
        collapsedShare: models.flow.entered === 0 ? 0 : models.flow.collapsed / models.flow.entered,
        largestActorShare: learned.shares.largestPairShare,
      });
  const classicResult =
    classic === null ? null : classicPreset(classic.input(learned.classicSample!), config.seed);

  observer.begin('judge', 'records');
  const judged = await judge(spool, parsed, learned, {
    config,
    models,
    trap,
    observer,
    witness: request.witness,
    threads,
  });
  observer.begin('summarise', 'hosts');
  return {
    analysis: summarise(request, parsed, learned, judged, classicResult),
    models: { learned: models, trap },
    failures: parsed.failures,
  };
}
