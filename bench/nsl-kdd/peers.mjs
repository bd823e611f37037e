/** The peers, in a process of their own that gets its matrices as files. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { INPUTS, MODELS } from './inputs.mjs';

const PYTHON = '/usr/bin/python3';
const NEEDED = {
  'python3-sklearn': '/usr/lib/python3/dist-packages/sklearn/__init__.py',
  'python3-torch': '/usr/lib/python3/dist-packages/torch/__init__.py',
};

/** Ends the program unless Debian's packages of the peers are there. */
export function requirePeers() {
  const missing = Object.entries(NEEDED).flatMap(([name, proof]) => (existsSync(proof) ? [] : [name]));
  if (missing.length === 0) return;
  process.stderr.write(`Debian packages are missing: ${missing.join(', ')}\n`);
  process.exit(2);
}

export function openPeers() {
  const folder = mkdtempSync(join(tmpdir(), 'strayflow-nsl-kdd-'));
  const script = fileURLToPath(new URL('./peers.py', import.meta.url));
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  const child = spawn(PYTHON, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'], env });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let fits = 0;
  const ask = async (line) => {
    child.stdin.write(`${line}\n`);
    const { done } = await lines.next();
    if (done) throw new Error(`the peers ended at: ${line}`);
  };
  const write = (name, { values }) => writeFileSync(join(folder, name), new Uint8Array(values.buffer));
  return {
    /** @returns from a matrix to a promise of its scores, by model */
    async fit(fit, seed) {
      const scorers = {};
      for (const model of MODELS) {
        const key = String(fits++);
        const input = INPUTS[model];
        write(`${key}.fit`, input(fit));
        await ask(`fit ${key} ${model} ${fit.columns} ${seed}`);
        scorers[model] = async (rows) => {
          write('rows', input(rows));
          await ask(`score ${key} rows ${rows.columns}`);
          return new Float64Array(new Uint8Array(readFileSync(join(folder, 'rows.scores'))).buffer);
        };
      }
      return scorers;
    },
    close() {
      child.stdin.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
