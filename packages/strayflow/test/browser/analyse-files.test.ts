import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { defaultPageConfig } from '../../src/browser/default-config.js';
import type { PageFile } from '../../src/browser/file-bytes.js';
import { analyseFiles, type Inflater, type PageRequest, pageResult } from '../../src/browser/index.js';
import { configSchema } from '../../src/config.js';
import { StrayflowError } from '../../src/model/errors.js';

const baseline = new Uint8Array(
  gunzipSync(readFileSync(new URL('../../baseline/ordinary.model.gz', import.meta.url))),
);

/** These files are not compressed. */
function noInflater(): Inflater {
  throw new RangeError('expected no gzip data');
}

function csv(rows: number): string {
  const lines = Array.from(
    { length: rows },
    (_, i) =>
      `${1_700_000_000 + i / 10},10.0.0.${1 + (i % 40)},${40_000 + (i % 9_000)},192.0.2.${1 + (i % 7)},443,tcp,${300 + (i % 900)},900`,
  );
  return `time,source,source_port,destination,destination_port,protocol,bytes_out,bytes_in\n${lines.join('\n')}\n`;
}

const file = (name: string, text: string): PageFile => new File([text], name);

function run(files: readonly PageFile[], more: Partial<PageRequest> = {}) {
  return analyseFiles({
    files,
    internal: [],
    version: 'test',
    baseline,
    openInflater: noInflater,
    observer: { begin() {}, update() {} },
    ...more,
  });
}

describe('the engine of the browser', () => {
  it('judges by the configuration that the command has without a file', () => {
    const { report, ...config } = defaultPageConfig();
    const all = configSchema.parse({});
    expect(report.strangestFlows).toBe(all.report.strangestFlows);
    for (const [key, value] of Object.entries(config))
      expect([key, value]).toEqual([key, all[key as keyof typeof all]]);
  });

  it("shows what was read of each file, and which it could not use, in the engine's words", async () => {
    const outcome = await run([file('good.csv', csv(400)), file('odd\u001b.txt', 'dear diary\n'.repeat(9))]);
    const result = pageResult(outcome);
    expect(result.inputs[0]).toMatchObject({
      name: 'good.csv',
      format: 'csv',
      read: '401 records',
      parsed: '400',
    });
    expect(result.failures).toHaveLength(1);
    expect(result.failures[0]).toMatchObject({ code: 'input-unknown' });
    expect(result.failures[0]!.message).toMatch(/^odd\S+\.txt begins like no known format/);
    expect(result.failures[0]!.message).not.toContain('\u001b');
    expect(result.downloads.map(({ name }) => name)).toEqual(['evidence.json', 'hosts.csv', 'summary.txt']);
  });

  it('says that the records take too much memory, and what to do, instead of taking it', async () => {
    const large = file('large.csv', csv(270_000));
    const failed = await run([large], { spoolBytes: 1 << 20 }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(StrayflowError);
    expect((failed as StrayflowError).message).toBe(
      'the records take more than the 1 MiB of memory that a page may use',
    );
    expect((failed as StrayflowError).hint).toContain('strayflow analyze');
  });

  it('says that a file which vanished cannot be read', async () => {
    const slice = () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) });
    const failed = await run([{ name: 'gone.csv', size: 10, slice }]).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'input-unreadable', message: 'gone.csv cannot be read' });
  });

  it.each([
    [{ internal: ['10.0.0.0/99'] }, 'no prefix'],
    [{ seed: -1 }, 'whole number'],
    [{ seed: 0.5 }, 'whole number'],
  ])('refuses %j', async (more, words) => {
    await expect(run([file('good.csv', csv(10))], more)).rejects.toThrow(words);
  });
});
