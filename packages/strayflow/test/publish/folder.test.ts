import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StrayflowError } from '../../src/model/errors.js';
import {
  checkTarget,
  type PublishProgress,
  type PublishTarget,
  publishReport,
} from '../../src/publish/index.js';
import { exampleReport, treeOf } from './example-report.js';

const NAME = '2023-03-10T0900Z-ab12cd34';

describe('publishing to a folder', () => {
  let root: string;
  let target: Extract<PublishTarget, { kind: 'folder' }>;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'strayflow-folder-'));
    chmodSync(root, 0o750);
    target = { kind: 'folder', path: root, keep: 30 };
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('copies every file, its record, and a page that lists the report', async () => {
    const result = await publishReport(exampleReport(), NAME, target);
    expect(result).toMatchObject({
      url: join(root, NAME),
      uploaded: 8,
      skipped: 0,
      removed: [],
      warnings: [],
    });
    expect(treeOf(root)).toEqual(
      [
        'index.html',
        ...[...exampleReport().map(({ path }) => path), 'published.json'].map((path) => `${NAME}/${path}`),
      ].sort(),
    );
    for (const file of exampleReport()) {
      expect(new Uint8Array(readFileSync(join(root, NAME, file.path)))).toEqual(file.content);
    }
    expect(readFileSync(join(root, 'index.html'), 'utf8')).toContain(`href="${NAME}/index.html"`);
  });

  it('writes nothing when the result is there already', async () => {
    await publishReport(exampleReport(), NAME, target);
    const before = treeOf(root).map((path) => statSync(join(root, path)).ino);
    const again = await publishReport(exampleReport({ runTime: '9 s' }), NAME, target);
    expect(again).toMatchObject({ uploaded: 0, skipped: 8, bytes: 0 });
    expect(treeOf(root).map((path) => statSync(join(root, path)).ino)).toEqual(before);
  });

  it('gives the files to those who may read the folder, and to no others', async () => {
    await publishReport(exampleReport(), NAME, target);
    expect(statSync(join(root, NAME)).mode & 0o777).toBe(0o750);
    expect(statSync(join(root, NAME, 'hosts.csv')).mode & 0o777).toBe(0o640);
  });

  it('shows nothing of a report that was stopped, and sends only the rest the next time', async () => {
    const stop = new AbortController();
    const steps: PublishProgress[] = [];
    const progress = (step: PublishProgress) => {
      steps.push(step);
      if (steps.length === 3) stop.abort();
    };
    const stopped = publishReport(exampleReport(), NAME, target, { progress, signal: stop.signal });
    await expect(stopped).rejects.toMatchObject({
      code: 'publish-failed',
      message: expect.stringContaining('stopped'),
    });
    expect(existsSync(join(root, NAME))).toBe(false);
    // What was cut in the middle of a write, and what the report no longer holds, must not be shown.
    const partial = join(root, `.strayflow-${NAME}.partial`);
    writeFileSync(join(partial, 'evidence.json'), '{"text":"on');
    writeFileSync(join(partial, 'stale.csv'), 'from another version');
    mkdirSync(join(partial, 'stale-plots'));
    const result = await publishReport(exampleReport(), NAME, target);
    expect(result).toMatchObject({ uploaded: 6, skipped: 2 });
    expect(treeOf(join(root, NAME))).toHaveLength(9);
    expect(readFileSync(join(root, NAME, 'evidence.json'), 'utf8')).toBe('{"text":"one"}');
    expect(existsSync(join(root, NAME, 'stale-plots'))).toBe(false);
  });

  it('finishes a swap that was cut between its two renames', async () => {
    await publishReport(exampleReport(), NAME, target);
    writeFileSync(join(root, NAME, 'hosts.csv'), 'damaged');
    mkdirSync(join(root, `.strayflow-${NAME}.old`));
    await publishReport(exampleReport(), NAME, target);
    expect(readFileSync(join(root, NAME, 'hosts.csv'), 'utf8')).toContain('203.0.113.66');
    expect(existsSync(join(root, `.strayflow-${NAME}.old`))).toBe(false);
  });

  it('keeps the newest reports, and the one just published, and nothing of others', async () => {
    mkdirSync(join(root, '1999-01-01T0000Z-00000000'));
    for (const day of ['03', '01', '02']) {
      await publishReport(exampleReport({ text: day }), `2023-03-${day}T0900Z-ab12cd34`, {
        ...target,
        keep: 2,
      });
    }
    const result = await publishReport(exampleReport(), '2001-01-01T0900Z-ab12cd34', { ...target, keep: 1 });
    expect(result.removed).toEqual(['2023-03-03T0900Z-ab12cd34', '2023-03-02T0900Z-ab12cd34']);
    expect(treeOf(root).some((path) => path.startsWith('2001-01-01'))).toBe(true);
    expect(existsSync(join(root, '1999-01-01T0000Z-00000000'))).toBe(true);
  });

  it('does not replace a folder or a page that it did not write', async () => {
    mkdirSync(join(root, NAME));
    writeFileSync(join(root, NAME, 'thesis.txt'), 'years of work');
    writeFileSync(join(root, 'index.html'), 'home');
    await expect(publishReport(exampleReport(), NAME, target)).rejects.toMatchObject({
      message: expect.stringContaining('did not publish'),
    });
    const other = await publishReport(exampleReport(), '2023-03-11T0900Z-ab12cd34', target);
    expect(other.warnings).toHaveLength(2);
    expect(other.warnings.join()).toMatch(/did not write.*unfinished upload is left/);
    expect(readFileSync(join(root, NAME, 'thesis.txt'), 'utf8')).toBe('years of work');
    expect(readFileSync(join(root, 'index.html'), 'utf8')).toBe('home');
  });

  it('says what is wrong with a target that is missing or no folder', async () => {
    const missing = { ...target, path: join(root, 'missing') };
    await expect(publishReport(exampleReport(), NAME, missing)).rejects.toMatchObject({
      message: expect.stringContaining('does not exist'),
      hint: expect.stringContaining('Create the folder'),
    });
    writeFileSync(join(root, 'file'), '');
    const result = await checkTarget({ ...target, path: join(root, 'file') });
    expect(result).toMatchObject({ outcome: 'failed', detail: expect.stringContaining('not a folder') });
  });

  it('tells doctor that it can be published to, and leaves nothing behind', async () => {
    expect(await checkTarget(target)).toEqual({
      outcome: 'done',
      detail: `Reports can be published to ${root}.`,
    });
    expect(treeOf(root)).toEqual([]);
  });

  it.each(['../escape.txt', '/etc/passwd', 'a//b', 'a\\b', '.htaccess', 'a/../../b', 'line\nbreak', ''])(
    'refuses the path %j as a wrong call',
    async (path) => {
      const files = [{ path, mediaType: 'text/plain', content: new Uint8Array(1) }];
      await expect(publishReport(files, NAME, target)).rejects.toThrow(RangeError);
      expect(treeOf(root)).toEqual([]);
    },
  );

  it.each(['report', '..', '2023-03-10T0900Z-ab12cd34/..', '2023-03-10T0900Z-'])(
    'refuses the name %j as a wrong call',
    async (name) => {
      await expect(publishReport(exampleReport(), name, target)).rejects.toThrow(RangeError);
    },
  );

  it('throws nothing but its own kind of error', async () => {
    const stop = AbortSignal.abort();
    await expect(publishReport(exampleReport(), NAME, target, { signal: stop })).rejects.toBeInstanceOf(
      StrayflowError,
    );
  });
});
