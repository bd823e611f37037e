import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkTarget, publishReport } from '../../src/publish/index.js';
import { exampleReport, treeOf } from './example-report.js';
import { publishAndDie } from './killed-run.js';

const OLD = '2023-03-10T0900Z-00000001';
const NEW = '2023-03-11T0900Z-00000002';

describe('publishing to a folder on a disk of its own', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'strayflow-disk-'));
    try {
      execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', root], { stdio: 'pipe' });
    } catch (cause) {
      throw new Error('this test mounts a 1 MB tmpfs: run it as root, where mounting is allowed', { cause });
    }
  });
  afterEach(() => {
    execFileSync('/bin/umount', [root]);
    rmSync(root, { recursive: true });
  });
  const remount = (options: string) => execFileSync('/bin/mount', ['-o', `remount,${options}`, root]);

  it('says that the disk is full, and goes on from there once there is space', async () => {
    const target = { kind: 'folder', path: root, keep: 30 } as const;
    const big = exampleReport({ filler: 2_000_000 });
    await expect(publishReport(big, OLD, target)).rejects.toMatchObject({
      code: 'publish-failed',
      message: expect.stringContaining('the disk is full'),
      hint: expect.stringContaining('not sent twice'),
    });
    expect(existsSync(join(root, OLD))).toBe(false);
    remount('size=8m');
    expect(await publishReport(big, OLD, target)).toMatchObject({ skipped: 1, uploaded: 7 });
  });

  it('says that the folder is read-only', async () => {
    remount('ro');
    const target = { kind: 'folder', path: root, keep: 30 } as const;
    await expect(publishReport(exampleReport(), OLD, target)).rejects.toMatchObject({
      message: expect.stringContaining('read-only'),
    });
    expect(await checkTarget(target)).toMatchObject({ outcome: 'failed' });
  });

  it('keeps the old report whole when the process is killed, and sends only the rest the next time', async () => {
    const target = { kind: 'folder', path: root, keep: 30 } as const;
    await publishReport(exampleReport(), OLD, target);
    const before = treeOf(root);
    publishAndDie(exampleReport({ text: 'two' }), NEW, target, 5);
    expect(treeOf(root).filter((path) => !path.startsWith('.strayflow-'))).toEqual(before);
    expect(await publishReport(exampleReport({ text: 'two' }), NEW, target)).toMatchObject({
      uploaded: 3,
      skipped: 5,
    });
  });
});
