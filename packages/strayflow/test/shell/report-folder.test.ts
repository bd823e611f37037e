import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StrayflowError } from '../../src/model/errors.js';
import type { ReportFile } from '../../src/model/report.js';
import { writeReportFolder } from '../../src/shell/report-folder.js';

const file = (path: string, text: string): ReportFile => ({
  path,
  mediaType: 'text/plain',
  content: new TextEncoder().encode(text),
});
const report = (text: string) => [
  file('summary.txt', text),
  file('plots/risk.svg', '<svg/>'),
  file('manifest.json', '{"format":"strayflow-report"}'),
];

function errorOf(action: () => unknown): StrayflowError {
  try {
    action();
  } catch (error) {
    if (error instanceof StrayflowError) return error;
    throw error;
  }
  throw new Error('expected a StrayflowError, received none');
}

describe('writing the report folder', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'strayflow-report-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('makes the folders above it, and leaves nothing else behind', () => {
    const path = writeReportFolder(report('one'), join(root, 'a', 'b'));
    expect(path).toBe(join(root, 'a', 'b'));
    expect(readdirSync(path).sort()).toEqual(['manifest.json', 'plots', 'summary.txt']);
    expect(readFileSync(join(path, 'plots/risk.svg'), 'utf8')).toBe('<svg/>');
    expect(readdirSync(join(root, 'a'))).toEqual(['b']);
  });

  it('has the rights that the user gives to new folders', () => {
    const path = writeReportFolder(report('one'), join(root, 'report'));
    mkdirSync(join(root, 'other'));
    expect(statSync(path).mode).toBe(statSync(join(root, 'other')).mode);
  });

  it('replaces an older report of ours wholly', () => {
    const path = writeReportFolder([...report('old'), file('old.txt', 'x')], join(root, 'report'));
    writeReportFolder(report('new'), path);
    expect(readFileSync(join(path, 'summary.txt'), 'utf8')).toBe('new');
    expect(existsSync(join(path, 'old.txt'))).toBe(false);
    expect(readdirSync(root)).toEqual(['report']);
  });

  it('takes an empty folder', () => {
    mkdirSync(join(root, 'empty'));
    writeReportFolder(report('one'), join(root, 'empty'));
    expect(readdirSync(join(root, 'empty'))).toHaveLength(3);
  });

  it.each([
    ['no manifest', 'thesis.txt', 'years of work'],
    ['a manifest of somebody else', 'manifest.json', '{"name":"web app"}'],
    ['a manifest that is no JSON', 'manifest.json', 'CACHE MANIFEST'],
  ])('refuses a folder with %s, and leaves it as it is', (_, name, content) => {
    const path = join(root, 'mine');
    mkdirSync(path);
    writeFileSync(join(path, name), content);
    const error = errorOf(() => writeReportFolder(report('one'), path));
    expect(error.code).toBe('output-unwritable');
    expect(error.message).toContain('no report of Strayflow');
    expect(readFileSync(join(path, name), 'utf8')).toBe(content);
    expect(readdirSync(root)).toEqual(['mine']);
  });

  it('keeps an older report when it may not overwrite', () => {
    const path = writeReportFolder(report('old'), join(root, 'report'));
    const error = errorOf(() => writeReportFolder(report('new'), path, { overwrite: false }));
    expect(error.message).toContain('a report is there already');
    expect(readFileSync(join(path, 'summary.txt'), 'utf8')).toBe('old');
  });

  it('says when a part of the path is a file', () => {
    writeFileSync(join(root, 'file'), '');
    const error = errorOf(() => writeReportFolder(report('one'), join(root, 'file', 'report')));
    expect(error.message).toMatch(/a part of the path is a file/);
    expect(errorOf(() => writeReportFolder(report('one'), join(root, 'file'))).code).toBe(
      'output-unwritable',
    );
  });

  it('refuses a file that would leave the folder', () => {
    expect(() => writeReportFolder([file('../escape.txt', 'x')], join(root, 'report'))).toThrow();
    expect(readdirSync(root)).toEqual([]);
  });
});
