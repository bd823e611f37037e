/** Trains a baseline of ordinary traffic on labelled folders: all hosts but those that are known to be bad or are accused. */
import { sampleInputs } from '../analysis/learn-inputs.js';
import { type Baseline, type BaselinePart, fitBaseline } from '../learned/index.js';
import { hostName, parseAddress } from '../model/address.js';
import { openSpool } from '../store/spool.js';
import { filesAsInputs, type RunOptions } from './analyse.js';
import { type Case, casesOf } from './cases.js';
import { suspects } from './expectations.js';
import { readTruths } from './truth/file.js';

/** Where traffic comes from, and under which licence. */
export interface Origin {
  readonly origin: string;
  readonly licence: string;
}

export interface TrainingFolders extends RunOptions {
  readonly folders: readonly string[];
  /** Null leaves the input out. */
  origin(folder: string, input: string): Origin | null;
  /** Is told of every input before it is read. */
  begin(title: string): void;
}

/** Throws StrayflowError as reading truth and inputs does, and RangeError when no input offers rows. */
export async function trainBaseline(request: TrainingFolders): Promise<Baseline> {
  const parts: BaselinePart[] = [];
  for (const folder of readTruths(request.folders)) {
    for (const each of await casesOf(folder)) {
      const origin = request.origin(each.folder, each.input);
      if (origin === null) continue;
      request.begin(`${each.folder}/${each.input}`);
      parts.push(await partOf(each, origin, request));
    }
  }
  return fitBaseline(parts, { seed: request.config.seed, version: request.version });
}

async function partOf(
  { folder, input, files, truth }: Case,
  origin: Origin,
  { config: given, run }: RunOptions,
): Promise<BaselinePart> {
  const config = { ...given, internal: [...(truth.internal ?? given.internal)] };
  const spool = openSpool(config.spool);
  try {
    const { parsed, learned } = await sampleInputs(
      {
        inputs: await filesAsInputs(files, config),
        config,
        spool,
        run,
        observer: { begin() {}, update() {} },
      },
      config,
      null,
    );
    const [failure] = parsed.failures;
    if (failure !== undefined) throw failure.error;
    const leftOut = [...new Set([...suspects(truth).map(plain), ...learned.accused])].sort();
    return {
      source: {
        name: `${folder}/${input}`,
        ...origin,
        inputs: parsed.inputs.map((each, i) => ({ name: plainName(files[i]!.name), sha256: each.sha256 })),
        leftOut,
        flows: learned.sample.flow.seen,
      },
      sample: learned.sample.flow,
      excludedHosts: new Set(leftOut),
    };
  } finally {
    spool.close();
  }
}

/** As evidence writes an address; the file's name without its folders, which are this machine's. */
function plain(address: string): string {
  const bytes = new Uint8Array(16);
  return parseAddress(address, bytes) ? hostName(bytes, 0, true) : address;
}

function plainName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
