/** The package as npm packs it: its size, what is in it, and that its entries load as a user has them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));
const MOST_BYTES = 200_000;

interface Packed {
  readonly size: number;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

let scratch: string;
let packed: Packed;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'packed-'));
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', scratch], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  [packed] = JSON.parse(output.toString()) as [Packed];
});

afterAll(() => rmSync(scratch, { recursive: true }));

it('is under 200 kB', () => {
  expect(packed.size).toBeGreaterThan(50_000);
  expect(packed.size).toBeLessThan(MOST_BYTES);
});

it('holds scripts, their types and the README alone', () => {
  const others = packed.files
    .map(({ path }) => path)
    .filter((path) => !/^dist\/.*\.(?:js|d\.ts)$/.test(path));
  expect(others.sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
});

it('works when it is installed alone', () => {
  const installed = join(scratch, 'node_modules/@strayflow/detectors');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(scratch, packed.filename), '-C', installed, '--strip-components=1']);
  const script = `
    import * as library from '@strayflow/detectors';
    import { openThreads } from '@strayflow/detectors/threads';
    const forest = library.isolationForest({ trees: 5 }).fit({ rows: 3, columns: 1, values: Float64Array.of(1, 2, 9) });
    const pool = await openThreads({ threads: 1 });
    await pool.close();
    console.log(forest.score({ rows: 1, columns: 1, values: Float64Array.of(1) }).length, library.kernelsAvailable());`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: scratch });
  expect(said.toString()).toBe('1 true\n');
});

it('leaves what a page does not use out of its bundle', async () => {
  const bundle = async (names: string) => {
    const entry = join(scratch, 'entry.mjs');
    writeFileSync(entry, `export ${names} from '${join(folder, 'dist/index.js')}';\n`);
    const build = await rolldown({ input: entry, treeshake: true, logLevel: 'silent' });
    const { output } = await build.generate({ format: 'es', minify: true });
    await build.close();
    return output[0].code;
  };
  const forest = await bundle('{ isolationForest }');
  const everything = await bundle('*');
  expect(forest).toContain('isolation-forest');
  for (const other of ['one-class-svm', 'autoencoder', 'dbscan']) {
    expect(everything).toContain(other);
    expect(forest).not.toContain(other);
  }
  expect(3 * forest.length).toBeLessThan(everything.length);
});
