/** Inputs to begin with, made here: of every format a few that it reads. */
import type { SourceFormat } from '../../src/model/source.js';
import { sniffFormat } from '../../src/sources/index.js';
import { captureSeeds } from './capture-seeds.js';
import { exportSeeds } from './export-seeds.js';
import { TEXT_SEEDS } from './text-seeds.js';

export const EXPORT_SEEDS = exportSeeds();

const all: readonly Uint8Array[] = [
  ...captureSeeds(EXPORT_SEEDS.payloads),
  ...EXPORT_SEEDS.files,
  ...TEXT_SEEDS.map((text) => new TextEncoder().encode(text)),
];

/** Those that are told to be of this format by their first bytes. */
export function seedsOf(format: SourceFormat): readonly Uint8Array[] {
  return all.filter((seed) => sniffFormat(seed)?.name === format.name);
}
