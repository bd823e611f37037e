/**
 * Builds the page that analyses in the browser, as a folder of static files.
 * It is part of `npm run build`; the folder serves from any place of any web server, because it holds no absolute address.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const here = fileURLToPath(new URL('.', import.meta.url));
const strayflow = fileURLToPath(new URL('../../strayflow/', import.meta.url));
const folder = join(strayflow, 'dist/dashboard/analyse');

/** The module `shipped.js`: what the page takes from the package of the command. */
async function shipped() {
  const packed = await readFile(join(strayflow, 'baseline/ordinary.model.gz'));
  const { version } = JSON.parse(await readFile(join(strayflow, 'package.json'), 'utf8'));
  return `export const BASELINE = ${JSON.stringify(packed.toString('base64'))};
export const VERSION = ${JSON.stringify(version)};`;
}

/** @type {import('rolldown').Plugin} */
const shippedModule = {
  name: 'shipped',
  resolveId: (id) => (id === './shipped.js' ? 'shipped' : null),
  load: (id) => (id === 'shipped' ? shipped() : null),
};

/** One of our files with all that it imports, as one. */
async function bundled(file) {
  const bundle = await rolldown({
    input: join(here, file),
    platform: 'browser',
    plugins: [shippedModule],
    external: (id) => id === './worker-code.js',
    // ECharts calls it so where there is no window.
    transform: { define: { global: 'globalThis' } },
  });
  const { output } = await bundle.generate({ format: 'es', minify: true });
  await bundle.close();
  if (output.length !== 1) throw new Error(`expected one file of ${file}, received ${output.length}`);
  return output[0];
}

const main = await bundled('main.ts');
const worker = await bundled('worker.ts');
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'main.js'), main.code);
// As text: the page makes a blob of it, which is bound by the page's policy.
await writeFile(join(folder, 'worker-code.js'), `export const CODE = ${JSON.stringify(worker.code)};\n`);
for (const file of ['index.html', 'page.css']) await copyFile(join(here, file), join(folder, file));

/** The package that a module belongs to; null for our own and for what the bundler adds. */
function packageOf(module) {
  const at = module.lastIndexOf('/node_modules/');
  if (at < 0) return null;
  for (let path = dirname(module); path.length > at + '/node_modules'.length; path = dirname(path)) {
    const manifest = join(path, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version !== undefined) return path;
  }
  return null;
}

/** Name, version and licence text of a package. */
function licenceOf(path) {
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? `Licence: ${license}` : readFileSync(join(path, file), 'utf8').trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}

const modules = [...main.moduleIds, ...worker.moduleIds];
const packages = [...new Set(modules.map(packageOf).filter((path) => path !== null))].sort();
await writeFile(join(folder, 'licenses.txt'), packages.map(licenceOf).join(`\n${'-'.repeat(80)}\n\n`));
