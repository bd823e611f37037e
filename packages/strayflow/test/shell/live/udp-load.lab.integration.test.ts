/** Flow records over loopback, in real threads: nothing is lost at the pace that is promised, and all is counted beyond it. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const BENCH = fileURLToPath(new URL('../../../../../bench/udp.mjs', import.meta.url));
const COMPILED = fileURLToPath(new URL('../../../dist/shell/live/live-sources.js', import.meta.url));

/** Twice of what was seen (node bench/udp.mjs). */
const MEMORY_MEGABYTES = 350;

interface Result {
  readonly sent: number;
  readonly received: number;
  readonly kernelDrops: number;
  readonly overloadDrops: number;
  readonly parsedRecords: number;
  readonly missingRecords: number;
  readonly memoryMegabytes: readonly number[];
  readonly accounted: boolean;
}

async function load(args: readonly string[]): Promise<Result> {
  if (!existsSync(COMPILED)) throw new Error('packages/strayflow is not built: run npm run build');
  const { stdout } = await promisify(execFile)(process.execPath, [BENCH, '--json', ...args]);
  return JSON.parse(stdout) as Result;
}

describe('flow records over UDP', () => {
  it('50,000 a second come through without loss', async () => {
    const result = await load(['--seconds', '5']);
    expect(result).toMatchObject({ kernelDrops: 0, overloadDrops: 0, missingRecords: 0, accounted: true });
    expect(result.received).toBe(result.sent);
    expect(result.parsedRecords).toBe(24 * result.sent);
    expect(result.sent).toBeGreaterThan(5 * 2_000);
  });

  it('beyond what may be stored are dropped, and every one is counted', async () => {
    const result = await load(['--seconds', '5', '--stored-bytes', '2000000', '--checkpoint', '1']);
    expect(result.overloadDrops).toBeGreaterThan(0);
    expect(result.missingRecords % 24).toBe(0);
    expect(Math.max(...result.memoryMegabytes)).toBeLessThan(MEMORY_MEGABYTES);
    expect(result.accounted).toBe(true);
    expect(result.received + result.kernelDrops).toBe(result.sent);
    expect(result.parsedRecords).toBe(24 * (result.received - result.overloadDrops));
  });

  it('beyond what the socket holds are dropped by the kernel, which says how many', async () => {
    const result = await load(['--seconds', '3', '--rate', '200000', '--buffer-bytes', '4096']);
    expect(result.kernelDrops).toBeGreaterThan(0);
    expect(result.accounted).toBe(true);
  });
});
