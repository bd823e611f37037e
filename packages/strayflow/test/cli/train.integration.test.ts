import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addFalseAlarm } from '../../src/store/ledger/false-alarms.js';
import { NoticeStore } from '../../src/store/ledger/notices.js';
import { scratchFolder } from '../shell/scratch-folder.js';
import { strayflow } from './run-strayflow.js';
import { webLog } from './web-log.js';

describe('strayflow train and strayflow models', () => {
  it('learn, keep versions, say what changed, promote and roll back', async () => {
    const cwd = scratchFolder({ 'a.csv': webLog(1, 300, false), 'b.csv': webLog(2, 30_000, true) });
    const train = (name: string) =>
      strayflow(['train', `${name}.csv`, '-o', `${name}.model`, '--store', 'models', '-i', '10.0.0.0/24'], {
        cwd,
      });
    const first = await train('a');
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toMatch(/^Learned from \d+ different ones of 6000 flows\.\n/);
    expect(first.stdout).toContain('Nobody was left out.');
    const second = await train('b');
    expect(second.code, second.stderr).toBe(0);
    expect(second.stdout).toMatch(
      /Left out: 10\.0\.0\.99, and all that happened in \d windows? of five minutes\./,
    );

    const diff = await strayflow(['models', 'diff', 'models', '1', '2'], { cwd });
    expect(diff.code, diff.stderr).toBe(0);
    expect(diff.stdout).toMatch(/flows: learned from \d+ of 6000 before, \d+ of 6400 now\n/);
    expect(diff.stdout).toMatch(/^ {2}bytes sent: .* before, .* now \(KS [01]\.\d\d, PSI [\d.]+\)$/m);
    const analyze = ['analyze', 'b.csv', '-r', 'report', '-i', '10.0.0.0/24', '--alarms', 'a.model'];
    const analysed = await strayflow(analyze, { cwd });
    expect(analysed.code, analysed.stderr).toBe(0);
    expect(analysed.stdout).toMatch(
      /^Alarms {2}The alert line is 0\.50: 0 false alarms a day are to be expected/m,
    );
    const explained = await strayflow(['explain', '10.0.0.99', 'report'], { cwd });
    expect(explained.stdout).toContain('0 false alarms a day are to be expected');

    for (const version of ['1', '2']) {
      expect((await strayflow(['models', 'promote', 'models', version], { cwd })).code).toBe(0);
    }
    const back = await strayflow(['models', 'rollback', 'models'], { cwd });
    expect(back.stdout).toMatch(/^Version 1 is current again/);
    expect((await strayflow(['models', 'list', 'models'], { cwd })).stdout).toMatch(/^1 \(current\) /m);
    expect(existsSync(join(cwd, 'models/current.model'))).toBe(true);
    const wrong = await strayflow(['models', 'promote', 'models', '7'], { cwd });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('has no version 7');
  }, 120_000);

  it('write nothing where there is too little to learn from', async () => {
    const cwd = scratchFolder({ 'few.csv': webLog(1, 300, false).split('\n').slice(0, 50).join('\n') });
    const { code, stderr } = await strayflow(['train', 'few.csv', '-o', 'few.model'], { cwd });
    expect(code).not.toBe(0);
    expect(stderr).toContain('too little to judge flows by');
    expect(existsSync(join(cwd, 'few.model'))).toBe(false);
  }, 60_000);

  it('leave nobody out for what a person called a false alarm', async () => {
    const cwd = scratchFolder({ 'b.csv': webLog(2, 30_000, true) });
    const store = new NoticeStore(cwd);
    store.write((database) => {
      const known = {
        incident: 'a',
        site: 'local',
        prefix: '10.0.0.99/32',
        reason: 'our scanner',
        marked: 0,
      };
      addFalseAlarm(database, { ...known, families: ['port-scan'] });
    });
    store.close();
    const flags = ['-o', 'b.model', '-i', '10.0.0.0/24', '--false-alarms', cwd];
    const { code, stdout, stderr } = await strayflow(['train', 'b.csv', ...flags], { cwd });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('Nobody was left out.');
    expect(stdout).toContain('marked as false alarms by hand (1 mark)');
  });
});
