/**
 * Compiles the AssemblyScript kernels to modules that hold their bytes.
 * usage: node packages/detectors/scripts/build-kernels.mjs [--check]
 *   --check   writes nothing; fails when a committed module is not what its source compiles to
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = new URL('../src/kernels/', import.meta.url);
const SOURCE = '.as.ts';

/** @returns {string[]} names of the kernels */
export function kernelNames() {
  return readdirSync(folder)
    .filter((file) => file.endsWith(SOURCE))
    .map((file) => file.slice(0, -SOURCE.length))
    .sort();
}

/** @param {string} name @returns {Promise<Uint8Array>} the compiled module */
export async function compileKernel(name) {
  const source = readFileSync(new URL(`${name}${SOURCE}`, folder), 'utf8');
  let bytes;
  const { error, stderr } = await asc.main(
    [
      `${name}.ts`,
      '--outFile',
      'kernel.wasm',
      '--runtime',
      'stub',
      '--noAssert',
      '--enable',
      'simd',
      '--optimizeLevel',
      '3',
      '--shrinkLevel',
      '0',
      '--converge',
    ],
    {
      readFile: (file) => (file === `${name}.ts` ? source : null),
      writeFile: (file, contents) => {
        if (file === 'kernel.wasm') bytes = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !bytes) throw new Error(`${name}${SOURCE} does not compile: ${stderr}`, { cause: error });
  return bytes;
}

/** @param {string} name @returns {URL} the module that holds its bytes */
export function generatedFile(name) {
  return new URL(`${name}.wasm.ts`, folder);
}

/** @param {string} name @param {Uint8Array} bytes @returns {string} text of that module */
export function generatedText(name, bytes) {
  const base64 = Buffer.from(bytes).toString('base64');
  return `/** Made by scripts/build-kernels.mjs from ${name}${SOURCE}: ${bytes.length} bytes of WebAssembly in base64. */\nexport default '${base64}';\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of kernelNames()) {
    const bytes = await compileKernel(name);
    const text = generatedText(name, bytes);
    if (!process.argv.includes('--check')) writeFileSync(generatedFile(name), text);
    else if (readFileSync(generatedFile(name), 'utf8') !== text) {
      process.stderr.write(
        `${name}.wasm.ts is not what ${name}${SOURCE} compiles to: run build-kernels.mjs\n`,
      );
      process.exitCode = 1;
    }
    process.stdout.write(`${name}: ${bytes.length} bytes\n`);
  }
}
