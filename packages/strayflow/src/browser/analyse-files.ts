/** `strayflow analyze` where there is no Node: files that a page was given, in this thread, in bounded memory. */
import { analyze } from '../analysis/analyze.js';
import type { AnalysisOutcome, Observer } from '../analysis/request.js';
import { FLOW_FEATURES } from '../features/index.js';
import { type Baseline, loadBaseline, runHere } from '../learned/index.js';
import { parsePrefix } from '../model/address.js';
import { StrayflowError } from '../model/errors.js';
import { visible } from '../model/visible.js';
import { checkColumns } from '../shell/feature-columns.js';
import { openStored } from '../shell/open-input.js';
import { parseInput } from '../shell/parse-input.js';
import { toldLayouts } from '../shell/told-layouts.js';
import { RunSpool } from '../store/run-spool.js';
import { defaultPageConfig, type PageConfig } from './default-config.js';
import { FileBytes, type PageFile, type PageInput } from './file-bytes.js';
import { gunzipBy, type Inflater } from './gunzip.js';
import { MemoryFile } from './memory-file.js';

const DEFAULT_SPOOL_BYTES = 512 * 2 ** 20;
const MAX_FILES = 1_000;
const MAX_PREFIXES = 1_000;

export interface PageRequest {
  readonly files: readonly PageFile[];
  /** Prefixes of the observed network; when empty they are inferred from the traffic. */
  readonly internal: readonly string[];
  /** 0 to 2^32 - 1; 1 by default, as for the command. */
  readonly seed?: number | undefined;
  readonly version: string;
  /** The baseline model as it is shipped, unpacked. */
  readonly baseline: Uint8Array;
  readonly openInflater: () => Inflater;
  readonly observer: Observer;
  /** Most bytes of records that do not fit into one sorted run (262,144 rows); 512 MiB by default. */
  readonly spoolBytes?: number | undefined;
}

/** Throws StrayflowError: 'usage' for wrong prefixes or seeds, and as `analyze`. */
export async function analyseFiles(request: PageRequest): Promise<AnalysisOutcome> {
  const config = configOf(request);
  const spool = new RunSpool({
    openFile: () => new MemoryFile(request.spoolBytes ?? DEFAULT_SPOOL_BYTES),
    nextTurn: () => Promise.resolve(),
  });
  try {
    return await analyze({
      inputs: await inputsOf(request, config),
      config,
      version: request.version,
      preset: 'standard',
      spool,
      run: runHere,
      locations: null,
      baseline: () => baselineOf(request.baseline),
      observer: request.observer,
    });
  } finally {
    spool.close();
  }
}

function configOf({ files, internal, seed = 1 }: PageRequest): PageConfig {
  if (files.length > MAX_FILES) throw new StrayflowError('usage', `more than ${MAX_FILES} files at once`);
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new StrayflowError('usage', 'the seed is no whole number from 0 to 4294967295', {
      hint: 'Leave it at 1 if you do not care.',
    });
  }
  const wrong = internal.find((text) => text.length > 50 || parsePrefix(text) === null);
  if (wrong !== undefined || internal.length > MAX_PREFIXES) {
    const what = wrong === undefined ? 'too many prefixes' : `"${visible(wrong.slice(0, 50))}" is no prefix`;
    throw new StrayflowError('usage', `${what} of the observed network`, {
      hint: 'Write prefixes such as 10.0.0.0/8 or 2001:db8::/32, with commas between.',
    });
  }
  return { ...defaultPageConfig(), internal: [...internal], seed };
}

async function inputsOf({ files, openInflater }: PageRequest, config: PageConfig) {
  const gunzip = gunzipBy(openInflater);
  const inputs = files.map(
    (file): PageInput => ({ name: visible(file.name.slice(0, 1_000)), bytes: file.size, file }),
  );
  const open = (input: PageInput) => openStored(new FileBytes(input), input.name, gunzip);
  const told = { site: config.site, sourceOptions: config.sources };
  const how = { ...told, layouts: await toldLayouts(inputs, open, told) };
  return inputs.map((input, index) => ({
    name: input.name,
    explicit: true,
    read: async (handlers: Parameters<typeof parseInput>[4]) => {
      const opened = await open(input);
      try {
        return await parseInput(opened, input, index, how, handlers);
      } finally {
        await opened.close();
      }
    },
  }));
}

/** Throws StrayflowError 'model-unreadable'. */
function baselineOf(bytes: Uint8Array): Baseline {
  try {
    const baseline = loadBaseline(bytes);
    checkColumns(FLOW_FEATURES, baseline.columns);
    return baseline;
  } catch (cause) {
    throw new StrayflowError('model-unreadable', 'the page came with no baseline to judge by', { cause });
  }
}
