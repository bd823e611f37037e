/** The baseline of ordinary traffic: the shipped file, or one that the user trained. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { FLOW_FEATURES } from '../features/index.js';
import { type Baseline, loadBaseline } from '../learned/index.js';
import { StrayflowError } from '../model/errors.js';
import { checkColumns } from './feature-columns.js';

const SHIPPED = fileURLToPath(new URL('../../baseline/ordinary.model.gz', import.meta.url));
const MAX_BYTES = 64 * 2 ** 20;

export interface SavedBaseline {
  readonly baseline: Baseline;
  /** Of the file (hex). */
  readonly sha256: string;
}

/**
 * Reads the baseline when it is first needed. @param name 'shipped', a path, or 'none'.
 * What it gives throws StrayflowError 'model-unreadable'.
 */
export function openBaseline(name: string): (() => Baseline) | null {
  if (name === 'none') return null;
  let baseline: Baseline | undefined;
  return () => {
    baseline ??= readBaseline(name)!.baseline;
    return baseline;
  };
}

/** As `openBaseline`, at once; null for 'none'. */
export function readBaseline(name: string): SavedBaseline | null {
  if (name === 'none') return null;
  const path = name === 'shipped' ? SHIPPED : name;
  try {
    const bytes = readFileSync(path);
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const plain = isPacked ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes;
    const baseline = loadBaseline(new Uint8Array(plain));
    checkColumns(FLOW_FEATURES, baseline.columns);
    return { baseline, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StrayflowError('model-unreadable', `${path} holds no baseline to judge by: ${why}`, { cause });
  }
}
