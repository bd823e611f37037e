/** First pass: every input into the spool, and what must be known of all of them before anything is judged. */
import { internalNetwork } from '../addresses/index.js';
import { formatPrefix, parsePrefix } from '../model/address.js';
import type { Analysis } from '../model/analysis.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { InputSummary } from '../model/coverage.js';
import { StrayflowError } from '../model/errors.js';
import { prefixMatcher } from '../model/prefix-matcher.js';
import { PlausibleTimes } from './plausible-times.js';
import type { AnalysisInput, AnalysisOutcome, AnalysisRequest } from './request.js';

export interface Parsed {
  /** One per input, those that were left out included: flows and evidence name an input by its place here. */
  readonly inputs: readonly InputSummary[];
  /** Places of inputs that were left out after some of their records had reached the spool. */
  readonly refused: ReadonlySet<number>;
  readonly failures: AnalysisOutcome['failures'];
  readonly flowRecords: number;
  readonly network: NetworkContext;
  readonly internal: Analysis['internal'];
  /** Event times outside are left out (Unix ms). */
  readonly plausible: { readonly low: number; readonly high: number };
  readonly samplingRate: number;
}

/** For fewer, starting threads takes longer than they save. */
export const FEW_RECORDS = 50_000;

export async function parse({
  inputs,
  config,
  spool,
  observer,
  threads,
}: Pick<AnalysisRequest, 'inputs' | 'config' | 'spool' | 'observer' | 'threads'>): Promise<Parsed> {
  const summaries: InputSummary[] = [];
  const failures: { name: string; explicit: boolean; error: StrayflowError }[] = [];
  const refused = new Set<number>();
  const times = new PlausibleTimes();
  const inference = internalNetwork.open();
  let flowRecords = 0;
  let samplingRate = 1;
  for (const [index, input] of inputs.entries()) {
    let records = 0;
    const result = await readOne(input, {
      flows(batch) {
        records += batch.length;
        if (flowRecords + records >= FEW_RECORDS) threads?.start();
        times.add(batch.time);
        for (const rate of batch.samplingRate ?? []) samplingRate = Math.max(samplingRate, rate);
        if (config.internal.length === 0) internalNetwork.step(inference, batch);
        spool.flows(batch);
      },
      facts: (batch) => spool.facts(batch),
      progress: (done, total) => observer.update(done, total),
    });
    if (result instanceof StrayflowError) {
      failures.push({ name: input.name, explicit: input.explicit, error: result });
      refused.add(index);
      summaries.push(leftOut(input.name, result));
    } else {
      flowRecords += records;
      summaries.push(result);
    }
  }
  const given = config.internal.map((text) => parsePrefix(text)!);
  const { prefixes, inferred, statement } = internalNetwork.infer(inference, given);
  const internal = { prefixes: prefixes.map(formatPrefix), inferred, statement };
  return {
    inputs: summaries,
    refused,
    failures,
    flowRecords,
    network: networkOf(internal),
    internal,
    plausible: times.limits(),
    samplingRate,
  };
}

/** What behaviours may know of a network that a report describes so. */
export function networkOf({ prefixes, inferred }: Analysis['internal']): NetworkContext {
  const inside = prefixes.map((text) => parsePrefix(text)!);
  return {
    isInternal: prefixMatcher(inside),
    internalPrefixes: inside,
    internalGiven: !inferred,
  };
}

/** The same network, whose places are known where somebody can tell them. */
export function withPlaces(network: NetworkContext, locate: NetworkContext['locate']): NetworkContext {
  return locate === undefined ? network : { ...network, locate };
}

function leftOut(name: string, error: StrayflowError): InputSummary {
  return {
    name,
    sha256: '',
    format: 'left out',
    bytes: 0,
    read: 0,
    parsed: 0,
    flows: 0,
    facts: 0,
    rejected: {},
    ignored: {},
    examples: [],
    notes: [`Left out: ${error.message}.`],
    firstTime: null,
    lastTime: null,
  };
}

async function readOne(
  input: AnalysisInput,
  handlers: Parameters<AnalysisInput['read']>[0],
): Promise<InputSummary | StrayflowError> {
  try {
    return await input.read(handlers);
  } catch (error) {
    if (error instanceof StrayflowError) return error;
    throw error;
  }
}
