/** The side of a measured process: it prepares one job, then runs and times it as often as it is asked (see side.mjs). */
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * Answers each line of standard input by a line. A prepared job runs, and says in words what came out; one that
 * measures itself gives its `seconds`, and `cpu` (seconds of the processor), in what `run` returns.
 * @param {(task: Task) => Promise<Prepared> | Prepared} prepare
 * @typedef {{ job: string, how?: string, data: string, rows: number, columns: number, epsilon?: number }} Task
 * @typedef {{ run: () => unknown, outcome: (result: any) => string }} Prepared
 */
export async function answer(prepare) {
  // Standard output is for answers.
  console.log = console.error;
  let prepared;
  for await (const line of createInterface({ input: process.stdin })) {
    const { task, first } = JSON.parse(line);
    let reply = {};
    try {
      if (task) prepared = await prepare(task);
      else reply = first ? await withMemory(prepared) : (await timed(prepared)).reply;
    } catch (error) {
      reply = { error: error instanceof Error ? error.message : String(error) };
    }
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}

/** @param {string} folder @param {Task} task the first rows of a file of features */
export function rowsOf(folder, { data, rows, columns }) {
  const bytes = readFileSync(`${folder}/${data}.bin`);
  const values = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8).slice(0, rows * columns);
  return { rows, columns, values };
}

/** @param {string} folder @param {number} rows 1 for each planted outlier (rows) */
export function outliersOf(folder, rows) {
  return new Uint8Array(readFileSync(`${folder}/outliers.bin`)).slice(0, rows);
}

async function timed({ run }) {
  const before = process.cpuUsage();
  const started = performance.now();
  const result = await run();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  return {
    result,
    reply: { seconds: result?.seconds ?? seconds, cpu: result?.cpu ?? (user + system) / 1e6 },
  };
}

async function withMemory(prepared) {
  globalThis.gc?.();
  const before = megabytes('VmRSS');
  forgetPeak();
  const { result, reply } = await timed(prepared);
  // Where other processes did the work, this one's memory says nothing.
  const elsewhere = result?.seconds !== undefined;
  const grown = before === undefined || elsewhere ? undefined : megabytes('VmHWM') - before;
  return { ...reply, grown, outcome: prepared.outcome(result) };
}

/** Of this process; undefined where there is no such file. */
function megabytes(name) {
  try {
    return (
      Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024
    );
  } catch {
    return undefined;
  }
}

/** The peak starts again from what is used now. */
function forgetPeak() {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Where that is not allowed, the peak counts from the start of the process: too much, never too little.
  }
}
