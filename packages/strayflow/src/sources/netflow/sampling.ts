/** How many packets one counted packet stands for, by all the ways in which exporters announce it. */
import { Field } from './information-elements.js';

const MOST_SAMPLERS = 256;
const MOST_INTERFACES = 4096;
/** A rate beyond this is taken as a misreading. */
const GREATEST_RATE = 16_777_216;

/** What an exporter's domain announced by options data; plain data. NaN = nothing. */
export interface Sampling {
  whole: number;
  readonly bySampler: Map<number, number>;
  readonly byInterface: Map<number, number>;
}

export function sampling(): Sampling {
  return { whole: Number.NaN, bySampler: new Map(), byInterface: new Map() };
}

/** The rate that the record itself tells (RFC 3954 section 8, RFC 5477 section 8); NaN when it tells none. */
function toldRate(numbers: Float64Array): number {
  const packets = numbers[Field.samplingPacketInterval]!;
  const space = numbers[Field.samplingPacketSpace]!;
  const size = numbers[Field.samplingSize]!;
  const population = numbers[Field.samplingPopulation]!;
  const probability = numbers[Field.samplingProbability]!;
  if (packets > 0 && space >= 0) return plausible((packets + space) / packets);
  if (size > 0 && population >= size) return plausible(population / size);
  if (probability > 0 && probability <= 1) return plausible(1 / probability);
  const interval = plausible(numbers[Field.samplingInterval]!);
  return Number.isNaN(interval) ? plausible(numbers[Field.samplerInterval]!) : interval;
}

function plausible(rate: number): number {
  return rate >= 1 && rate <= GREATEST_RATE ? rate : Number.NaN;
}

function remember(rates: Map<number, number>, key: number, rate: number, most: number): number {
  const isNew = !rates.has(key);
  if (isNew && rates.size >= most) return 0;
  rates.set(key, rate);
  return isNew ? 1 : 0;
}

/** Takes what a record of options data says of sampling; gives how many entries were added. */
export function learnSampling(state: Sampling, numbers: Float64Array, ofInterface: boolean): number {
  const rate = toldRate(numbers);
  if (Number.isNaN(rate)) return 0;
  const sampler = numbers[Field.samplerId]!;
  if (sampler > 0) return remember(state.bySampler, sampler, rate, MOST_SAMPLERS);
  const index = numbers[Field.ingressInterface]!;
  if (ofInterface && index > 0) return remember(state.byInterface, index, rate, MOST_INTERFACES);
  state.whole = rate;
  return 0;
}

/**
 * The rate of a record of a flow: what it tells itself, or of the sampler that it names, of its interface, or of its
 * whole domain; where it names no sampler and only one is known, that one's. NaN when nothing was announced.
 */
export function samplingRate(state: Sampling, numbers: Float64Array): number {
  const own = toldRate(numbers);
  if (!Number.isNaN(own)) return own;
  const sampler = numbers[Field.samplerId]!;
  if (sampler > 0) return state.bySampler.get(sampler) ?? Number.NaN;
  const ofInterface = state.byInterface.get(numbers[Field.ingressInterface]!);
  if (ofInterface !== undefined) return ofInterface;
  if (!Number.isNaN(state.whole)) return state.whole;
  if (Number.isNaN(sampler) && state.bySampler.size === 1) return [...state.bySampler.values()][0]!;
  return Number.NaN;
}
