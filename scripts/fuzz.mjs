/**
 * `npm run fuzz -- [FORMAT...] [--seconds N] [--seed S] [--corpus FOLDER]... [--findings FOLDER] [--unguided]`
 *
 * Reads changed inputs with every parser, or those named, each for N seconds of
 * processor time (60), and tells what a parser may not do.
 * What is found is made small and kept: among the regressions, whose test runs them all, or, as it may hold bytes of real
 * traffic when a corpus was given, in a temporary folder. Ends with 1 when something was found.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleFuzzer } from './fuzz/bundle.mjs';
import { filesOf } from './fuzz/corpus.mjs';
import { fuzzTarget } from './fuzz/supervise.mjs';
import { installPackages, requireNode, root } from './run.mjs';

requireNode();
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    corpus: { type: 'string', multiple: true, default: [] },
    findings: { type: 'string' },
    unguided: { type: 'boolean', default: false },
  },
});
const [seconds, seed] = [Number(values.seconds), Number(values.seed)];
if (!(seconds > 0) || !Number.isSafeInteger(seed)) {
  process.stderr.write('expected --seconds above 0 and a whole --seed\n');
  process.exit(2);
}
await installPackages();
// In the project's folder, so that its packages are found.
const folder = mkdtempSync(join(root, 'node_modules', '.fuzz-'));
let found = 0;
try {
  const file = join(folder, 'fuzzer.mjs');
  await bundleFuzzer(file);
  const bundle = pathToFileURL(file).href;
  const { FUZZ_TARGETS, inputsOf } = await import(bundle);
  const known = FUZZ_TARGETS.map(({ name }) => name);
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`no such format: ${unknown.join(', ')}; there are ${known.join(', ')}\n`);
    process.exitCode = 2;
  } else {
    const files = filesOf(values.corpus);
    const ownPlace = join(root, 'packages/strayflow/test/regressions');
    const findings =
      values.findings ?? (files.length === 0 ? ownPlace : mkdtempSync(join(tmpdir(), 'strayflow-fuzz-')));
    for (const target of positionals.length > 0 ? positionals : known) {
      const corpus = files.flatMap((each) => inputsOf(target, each));
      const result = await fuzzTarget({
        bundle,
        target,
        seconds,
        seed,
        corpus,
        guided: !values.unguided,
        findings,
      });
      found += result.findings;
      process.stdout.write(
        `${target}: ${result.executions} executions in ${result.seconds} s of processor time, ${corpus.length} files, ` +
          `${result.kept} inputs kept, ${result.findings} findings\n`,
      );
    }
    if (found > 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
