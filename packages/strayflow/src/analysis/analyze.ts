/** The shell over files: parse, learn, judge, and gather all that reports need. */
import type { AnalysisConfig } from '../config.js';
import { classicCollector, classicPreset } from '../learned/index.js';
import { judge } from './judge.js';
import { fitInputs, sampleInputs } from './learn-inputs.js';
import type { AnalysisOutcome, AnalysisRequest } from './request.js';
import { summarise } from './summarise.js';

/** A report covers its whole input: who attacked a month before its end is not forgotten, as a live run would. */
function withoutForgetting(config: AnalysisConfig): AnalysisConfig {
  return { ...config, risk: { ...config.risk, forgetAfterMs: Number.POSITIVE_INFINITY } };
}

/** Throws StrayflowError when no input held a flow. */
export async function analyze(request: AnalysisRequest): Promise<AnalysisOutcome> {
  const { observer, spool } = request;
  const config = withoutForgetting(request.config);
  const classic = request.preset === 'classic' ? classicCollector(config.seed) : null;
  const sampled = await sampleInputs(request, config, classic);
  const { parsed, learned, threads } = sampled;
  const { ordinary, ...models } = await fitInputs(sampled, request, config);
  const classicResult =
    classic === null ? null : classicPreset(classic.input(learned.classicSample!), config.seed);

  observer.begin('judge', 'records');
  const judged = await judge(spool, parsed, learned, {
    config,
    models: models.learned,
    trap: models.trap,
    ordinary,
    observer,
    witness: request.witness,
    threads,
  });
  request.threads?.close();
  observer.begin('summarise', 'hosts');
  return {
    analysis: summarise(request, parsed, learned, judged, classicResult),
    models,
    failures: parsed.failures,
  };
}
