/** The baseline of ordinary traffic: the shipped file, or one that the user trained. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { FLOW_FEATURES } from '../features/index.js';
import { type Baseline, loadBaseline } from '../learned/index.js';
import { StrayflowError } from '../model/errors.js';
import { checkColumns } from './model-file.js';

const SHIPPED = fileURLToPath(new URL('../../baseline/ordinary.model.gz', import.meta.url));
const MAX_BYTES = 64 * 2 ** 20;

/**
 * Reads the baseline when it is first needed. @param name 'shipped', a path, or 'none'.
 * What it gives throws StrayflowError 'model-unreadable'.
 */
export function openBaseline(name: string): (() => Baseline) | null {
  if (name === 'none') return null;
  let baseline: Baseline | undefined;
  return () => {
    baseline ??= readBaseline(name === 'shipped' ? SHIPPED : name);
    return baseline;
  };
}

function readBaseline(path: string): Baseline {
  try {
    const bytes = readFileSync(path);
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const plain = isPacked ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes;
    const baseline = loadBaseline(new Uint8Array(plain));
    checkColumns(FLOW_FEATURES, baseline.columns);
    return baseline;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StrayflowError('model-unreadable', `${path} holds no baseline to judge by: ${why}`, { cause });
  }
}
