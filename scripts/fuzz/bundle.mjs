/** Makes one module of the fuzzer and all parsers, from their sources: no build is needed, and what runs stays as it is. */
import { rolldown } from 'rolldown';
import { root } from '../run.mjs';

/** @param {string} file where to write it */
export async function bundleFuzzer(file) {
  const bundle = await rolldown({
    input: `${root}packages/strayflow/test/fuzzing/index.ts`,
    platform: 'node',
    resolve: { alias: { '@strayflow/detectors': `${root}packages/detectors/src/index.ts` } },
    // Packages stay packages: what is covered is our own code.
    external: (id) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('@strayflow/'),
    logLevel: 'silent',
  });
  await bundle.write({ file, format: 'esm' });
  await bundle.close();
}
