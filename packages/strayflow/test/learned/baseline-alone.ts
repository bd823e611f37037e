/** The smallest models of a network that there are: the shipped baseline stands for all of them. */
import { withBaseline } from '../../src/learned/baseline/blend.js';
import { collector, type FlowKnowledge } from '../../src/learned/collector.js';
import { fitModels, type ModelsOfFile, ordinaryTraffic, runHere } from '../../src/learned/index.js';
import { learnedOptionsSchema } from '../../src/learned/options.js';
import { NO_TRAP } from '../../src/learned/trap.js';
import { openBaseline } from '../../src/shell/baseline-file.js';

/** @param knowledge what flows know; nothing by default */
export async function baselineAlone(knowledge?: FlowKnowledge): Promise<(seed: number) => ModelsOfFile> {
  const options = learnedOptionsSchema.parse({});
  const sample = collector(options).open();
  const none = await fitModels(sample, options, { seed: 1, excludedHosts: new Set(), run: runHere });
  const learned = withBaseline(none, openBaseline('shipped'), {
    options,
    knowledge: knowledge ?? sample.knowledge,
    learnedFrom: ordinaryTraffic(sample, { excludedHosts: new Set() }).flow,
    trapped: false,
  });
  return (seed) => ({ learned: { ...learned, seed, tooLittle: false }, trap: NO_TRAP });
}
