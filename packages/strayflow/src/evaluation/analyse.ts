/** One analysis by the route of `strayflow analyze`, with every telling of evidence noted. */
import { analyze } from '../analysis/analyze.js';
import type { AnalysisInput, AnalysisRequest, Witness } from '../analysis/request.js';
import type { Config } from '../config.js';
import type { TaskRunner } from '../learned/index.js';
import { anyPrefixContains, hostName, parseAddress, parsePrefix } from '../model/address.js';
import type { Analysis } from '../model/analysis.js';
import { openBaseline } from '../shell/baseline-file.js';
import type { InputFile } from '../shell/inputs.js';
import { readableInputs } from '../shell/readable-inputs.js';
import { openSpool } from '../store/spool.js';
import { Tellings } from './tellings.js';

export interface RunOptions {
  readonly config: Config;
  readonly version: string;
  readonly run: TaskRunner;
  /** As for `analyze`, without which everything is done here and no places are looked up. */
  readonly threads?: AnalysisRequest['threads'];
  readonly locate?: AnalysisRequest['locate'];
}

export interface Analysed {
  readonly analysis: Analysis;
  readonly tellings: Tellings;
  /** How evidence writes a 16-byte address. */
  nameOf(bytes: Uint8Array, offset: number): string;
  /** How evidence writes an address that is given as text. */
  hostOf(address: string): string;
}

/** Inputs as `analyze` takes them; each must be readable. */
export async function filesAsInputs(files: readonly InputFile[], config: Config): Promise<AnalysisInput[]> {
  return (await readableInputs(files, config)).map((input) => ({ ...input, explicit: true }));
}

/** Throws StrayflowError when an input cannot be used. */
export async function analyse(
  inputs: readonly AnalysisInput[],
  { config, version, run, threads, locate }: RunOptions,
  flows: Witness['flows'] = () => {},
): Promise<Analysed> {
  const tellings = new Tellings();
  const spool = openSpool(config.spool);
  try {
    const { analysis, failures } = await analyze({
      inputs,
      config,
      version,
      preset: 'standard',
      spool,
      run,
      threads,
      locations: null,
      locate,
      baseline: openBaseline(config.learned.baseline),
      observer: { begin() {}, update() {} },
      witness: { evidence: (evidence, told) => tellings.add(evidence, told), flows },
    });
    const [failure] = failures;
    if (failure !== undefined) throw failure.error;
    const prefixes = analysis.internal.prefixes.map((text) => parsePrefix(text)!);
    const nameOf = (bytes: Uint8Array, offset: number) =>
      hostName(bytes, offset, anyPrefixContains(prefixes, bytes, offset));
    const hostOf = (address: string) => {
      const bytes = new Uint8Array(16);
      return parseAddress(address, bytes) ? nameOf(bytes, 0) : address;
    };
    return { analysis, tellings, nameOf, hostOf };
  } finally {
    threads?.close();
    spool.close();
  }
}
