import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../shell/scratch-folder.js';
import { strayflow } from './run-strayflow.js';

const LOG = [
  '{"ts":1664465500.5,"uid":"C1","id.orig_h":"10.0.0.1","id.orig_p":4000,"id.resp_h":"192.0.2.7","id.resp_p":443,"proto":"tcp","conn_state":"SF"}',
  '{"ts":1664465500.5,"uid":"C2","id.orig_h":"no address","id.orig_p":4000,"id.resp_h":"192.0.2.7","id.resp_p":443,"proto":"tcp","conn_state":"SF"}',
  '{"ts":1664465560.5,"uid":"C3","id.orig_h":"10.0.0.2","id.orig_p":4000,"id.resp_h":"192.0.2.7","id.resp_p":443,"proto":"tcp","conn_state":"S0"}',
  '',
].join('\n');

describe('strayflow inspect', () => {
  it('tells kind, records, time span and what is rejected, and leaves nothing behind', async () => {
    const cwd = scratchFolder({ 'conn.log': LOG });
    const { code, stdout, stderr } = await strayflow(['inspect', 'conn.log'], { cwd });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('zeek-conn, ');
    expect(stdout).toContain('3 read, 2 parsed, 1 rejected');
    expect(stdout).toContain('2022-09-29 15:31:40 UTC to 2022-09-29 15:32:40 UTC (1 min)');
    expect(stdout).toMatch(/rejected +1 .*, first at record 2: .*no address/);
    expect(stdout).toContain(createHash('sha256').update(LOG).digest('hex'));
  });

  it('--json gives a line for each input, those that are refused included', async () => {
    const cwd = scratchFolder({ 'a.log': LOG, 'b.bin': '\u0001\u0002 what is this?', 'c.log': '' });
    const { code, stdout } = await strayflow(['inspect', '--json', '.'], { cwd });
    expect(code).toBe(0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([
      {
        name: './a.log',
        format: 'zeek-conn',
        read: 3,
        parsed: 2,
        firstTime: '2022-09-29T15:31:40.500Z',
        lastTime: '2022-09-29T15:32:40.500Z',
      },
      { name: './b.bin', refused: { code: 'input-unknown' } },
      { name: './c.log', refused: { code: 'input-empty' } },
    ]);
  });

  it('ends with 3 when an input that was named cannot be read, after the others', async () => {
    const cwd = scratchFolder({ 'a.log': '', 'b.log': LOG });
    const { code, stdout } = await strayflow(['inspect', 'a.log', 'b.log'], { cwd });
    expect(code).toBe(3);
    expect(stdout).toContain('a.log is empty (input-empty)');
    expect(stdout).toContain('3 read, 2 parsed');
  });

  it('reads standard input', async () => {
    const { code, stdout } = await strayflow(['inspect', '-'], { input: LOG });
    expect(code).toBe(0);
    expect(stdout).toContain('zeek-conn');
  });

  it('shows nothing that a terminal would obey', async () => {
    const cwd = scratchFolder({ 'a.log': LOG.replace('no address', '\\u001b]0;owned\\u0007') });
    const { stdout } = await strayflow(['inspect', 'a.log'], { cwd });
    expect(stdout).not.toContain('\u001b');
  });
});
