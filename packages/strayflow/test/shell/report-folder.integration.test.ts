import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReportFile } from '../../src/model/report.js';
import { writeReportFolder } from '../../src/shell/report-folder.js';

const report = (size: number): readonly ReportFile[] => [
  { path: 'big.bin', mediaType: 'application/octet-stream', content: new Uint8Array(size) },
  {
    path: 'manifest.json',
    mediaType: 'application/json',
    content: new TextEncoder().encode('{"format":"strayflow-report"}'),
  },
];

describe('the report folder on a disk of its own', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'strayflow-disk-'));
    try {
      execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', root], { stdio: 'pipe' });
    } catch (cause) {
      throw new Error(
        'this test mounts a 1 MB tmpfs: run it as root, where mounting is allowed (Debian package mount)',
        { cause },
      );
    }
  });
  afterEach(() => {
    execFileSync('/bin/umount', [root]);
    rmSync(root, { recursive: true });
  });

  it('says that the disk is full, keeps the old report, and leaves nothing half written', () => {
    const path = writeReportFolder(report(1_000), join(root, 'report'));
    expect(() => writeReportFolder(report(3_000_000), path)).toThrow(
      expect.objectContaining({
        code: 'output-unwritable',
        message: expect.stringContaining('the disk is full'),
      }),
    );
    expect(readFileSync(join(path, 'big.bin'))).toHaveLength(1_000);
    expect(readdirSync(root)).toEqual(['report']);
  });

  it('says that the file system is read-only', () => {
    execFileSync('/bin/mount', ['-o', 'remount,ro', root]);
    expect(() => writeReportFolder(report(1_000), join(root, 'report'))).toThrow(
      expect.objectContaining({ code: 'output-unwritable', message: expect.stringContaining('read-only') }),
    );
  });
});
