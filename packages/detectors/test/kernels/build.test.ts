/** The committed bytes of the kernels are what their sources compile to, and small enough for every browser. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { kernelsAvailable } from '../../src/index.js';
import distances from '../../src/kernels/distances.wasm.js';
import forest from '../../src/kernels/forest.wasm.js';
import forestExtended from '../../src/kernels/forest-extended.wasm.js';
import forestRanks from '../../src/kernels/forest-ranks.wasm.js';
import nearest from '../../src/kernels/nearest.wasm.js';
import network from '../../src/kernels/network.wasm.js';
import radial from '../../src/kernels/radial.wasm.js';

const sources = [
  new URL('../../src/kernels/distances.as.ts', import.meta.url),
  new URL('../../src/kernels/forest.as.ts', import.meta.url),
  new URL('../../src/kernels/forest-extended.as.ts', import.meta.url),
  new URL('../../src/kernels/forest-ranks.as.ts', import.meta.url),
  new URL('../../src/kernels/nearest.as.ts', import.meta.url),
  new URL('../../src/kernels/network.as.ts', import.meta.url),
  new URL('../../src/kernels/radial.as.ts', import.meta.url),
];

it('is built from the sources as they are', () => {
  const script = fileURLToPath(new URL('../../scripts/build-kernels.mjs', import.meta.url));
  const { status, stderr, stdout } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(sources.length);
});

interface Engine {
  readonly Module: { new (bytes: Uint8Array): object; imports(module: object): unknown[] };
}

it.each([
  ['distances', distances],
  ['forest', forest],
  ['forest-extended', forestExtended],
  ['forest-ranks', forestRanks],
  ['nearest', nearest],
  ['network', network],
  ['radial', radial],
])('keeps %s within the 4 KB that browsers compile synchronously, without imports', (_, base64) => {
  const bytes = Buffer.from(base64, 'base64');
  const { Module } = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;
  expect(bytes.length).toBeLessThan(4096);
  expect(Module.imports(new Module(bytes))).toEqual([]);
});

it('says that kernels run here', () => {
  expect(kernelsAvailable()).toBe(true);
});
