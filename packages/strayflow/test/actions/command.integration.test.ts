/** Command: real programs, run, refused, late and failing; nothing that a message holds reaches a shell. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CommandOptions, commandOptionsSchema } from '../../src/actions/command/options.js';
import { command } from '../../src/actions/command.js';
import { StrayflowError } from '../../src/model/errors.js';
import { exampleMessage, exampleNotice, HOSTILE, namedBy } from './example-message.js';

describe('a command that is told of messages', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'strayflow-command-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A script for /bin/sh. */
  function script(name: string, body: string, mode = 0o700): string {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${body}\n`);
    chmodSync(path, mode);
    return path;
  }
  function options(program: string, changes: Partial<CommandOptions> = {}): CommandOptions {
    return commandOptionsSchema.parse({ program, timeoutMs: 60_000, ...changes });
  }
  async function refusal(program: string, changes: Partial<CommandOptions> = {}): Promise<StrayflowError> {
    const error: unknown = await command
      .send(exampleMessage(), options(program, changes))
      .catch((e: unknown) => e);
    if (!(error instanceof StrayflowError)) throw new Error(`expected a refusal, got ${String(error)}`);
    expect(error.code).toBe('notify-failed');
    expect(error.hint.length).toBeGreaterThan(10);
    expect(error.message).not.toMatch(/\p{Cc}/u);
    return error;
  }
  /** What is dead and waits to be buried is not there. */
  const exists = (pid: number) => {
    try {
      return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
      return false;
    }
  };

  it('gets its arguments as they are, the message as JSON, and next to no environment', async () => {
    const out = join(folder, 'told');
    const program = script(
      'tell',
      `cat > ${out}.in; printf '%s\\n' "$@" > ${out}.args; env > ${out}.env; pwd > ${out}.cwd`,
    );
    const args = ['--to', '$(touch /nowhere)', 'a b', "it's", '*', ''];
    process.env['STRAYFLOW_TEST_SECRET'] = 'secret';
    await command.send(exampleMessage(), options(program, { arguments: args }));
    delete process.env['STRAYFLOW_TEST_SECRET'];
    expect(readFileSync(`${out}.args`, 'utf8')).toBe(`${args.join('\n')}\n`);
    expect(JSON.parse(readFileSync(`${out}.in`, 'utf8'))).toEqual({ version: 1, ...exampleMessage() });
    const names = readFileSync(`${out}.env`, 'utf8').match(/^\w+(?==)/gm) ?? [];
    // The shell sets some of its own.
    expect(names.filter((name) => !['PWD', '_', 'SHLVL', 'OLDPWD'].includes(name)).sort()).toEqual([
      'LC_ALL',
      'PATH',
    ]);
    expect(readFileSync(`${out}.cwd`, 'utf8')).toBe('/\n');
  });

  it('gets whatever the traffic says as one line of harmless JSON', async () => {
    const out = join(folder, 'hostile.in');
    const program = script('hostile', `cat > ${out}`);
    for (const text of HOSTILE) {
      const named = namedBy(text, text);
      const notice = exampleNotice({ host: text, reason: text, names: [text], named, rule: text });
      await command.send(exampleMessage({ notices: [notice] }), options(program));
      const told = readFileSync(out, 'utf8');
      expect(told).toMatch(/^[\x20-\x7e]*\n$/);
      expect(told.length).toBeLessThan(30_000);
      const { notices } = JSON.parse(told) as { notices: { host: string }[] };
      expect(notices[0]!.host).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });

  it('need not read what it is told', async () => {
    const many = Array.from({ length: 100 }, () => exampleNotice({ reason: 'x'.repeat(300) }));
    await command.send(exampleMessage({ notices: many }), options(script('deaf', 'exec true')));
  });

  it('has failed when it says so, with the beginning of its complaint made visible', async () => {
    const program = script('fails', `printf 'no \\033[31mroom\\n' >&2; exit 3`);
    const { message } = await refusal(program);
    expect(message).toBe(`${program} ended with exit code 3: no \\u{1b}[31mroom.`);
    expect((await refusal(script('killed', 'kill -9 $$'))).message).toContain('ended with signal SIGKILL');
  });

  it('may say as much as it likes', async () => {
    const talk = 'head -c 5000000 /dev/zero | tr "\\0" x';
    await command.send(exampleMessage(), options(script('talks', `${talk}; ${talk} >&2`)));
    expect((await refusal(script('rants', `${talk} >&2; exit 1`))).message.length).toBeLessThan(400);
  });

  it('is killed when its time is over, with all that it started', async () => {
    const pids = join(folder, 'pids');
    const program = script(
      'late',
      `sleep 600 & echo $! > ${pids}; (trap '' TERM; sleep 600 & echo $! >> ${pids}; echo $$ >> ${pids}; echo end >> ${pids}; wait); wait`,
    );
    const { message } = await refusal(program, { timeoutMs: 8_000 });
    expect(message).toContain('did not end within 8 s and was killed');
    const started = readFileSync(pids, 'utf8').trim().split('\n');
    expect(started).toHaveLength(4);
    await vi.waitFor(() => expect(started.slice(0, 3).map(Number).filter(exists)).toEqual([]), {
      timeout: 60_000,
    });
  });

  it('leaves nobody behind when it ends', async () => {
    const pid = join(folder, 'pid');
    await command.send(exampleMessage(), options(script('leaves', `sleep 600 & echo $! > ${pid}`)));
    await vi.waitFor(() => expect(exists(Number(readFileSync(pid, 'utf8')))).toBe(false), {
      timeout: 60_000,
    });
  });

  it('is not waited for where something left its group and holds on to standard error', async () => {
    const pid = join(folder, 'escaped');
    // Its number is written by itself: setsid may fork.
    const program = script(
      'escapes',
      `setsid sh -c 'echo $$ > ${pid}; exec sleep 600' & while [ ! -s ${pid} ]; do :; done`,
    );
    try {
      await command.send(exampleMessage(), options(program));
    } finally {
      process.kill(Number(readFileSync(pid, 'utf8')), 'SIGKILL');
    }
  });

  it('is not run when others can change it, or a folder above it', async () => {
    const open = script('open', 'exit 0', 0o722);
    const group = script('group', 'exit 0', 0o720);
    mkdirSync(join(folder, 'shared'));
    const below = script('shared/below', 'exit 0');
    chmodSync(join(folder, 'shared'), 0o777);
    symlinkSync(below, join(folder, 'link'));
    for (const path of [open, group, below, join(folder, 'link')]) {
      expect((await refusal(path)).message).toContain('other users can change');
      const result = await command.check(options(path));
      expect(result).toMatchObject({ outcome: 'failed' });
      expect(result.detail).toContain('other users can change');
    }
    chmodSync(join(folder, 'shared'), 0o755);
    await command.send(exampleMessage(), options(join(folder, 'link')));
  });

  it('is named when it is not there, no program, or cannot start', async () => {
    expect((await refusal(join(folder, 'gone'))).message).toContain('There is no program');
    expect((await refusal(folder)).message).toContain('is no program');
    expect((await refusal(script('plain', 'exit 0', 0o600))).message).toContain('cannot be run (EACCES)');
    const nothing = join(folder, 'nothing');
    writeFileSync(nothing, 'exit 0\n');
    chmodSync(nothing, 0o700);
    expect((await refusal(nothing)).message).toContain('neither a program nor a script');
  });

  it('is named when its interpreter is not there', async () => {
    const program = join(folder, 'orphan');
    writeFileSync(program, '#!/nowhere/interpreter\n');
    chmodSync(program, 0o700);
    expect((await refusal(program)).message).toBe(`${program} could not be started (ENOENT).`);
  });

  it('is checked without being run', async () => {
    const out = join(folder, 'ran');
    const program = script('checked', `echo > ${out}`);
    expect(await command.check(options(program))).toEqual({
      outcome: 'done',
      detail: `${program} can be run, and only root and this user can change it.`,
    });
    expect(command.plan(exampleMessage(), options(program, { arguments: ['a b', '$x', "it's"] }))).toMatch(
      /^.*\/checked 'a b' '\$x' 'it'\\''s'\nstandard input: \{"version":1,"id":"fedcba9876543210",.*\}\n$/,
    );
    expect(() => readFileSync(out)).toThrow();
  });

  it.each([
    { program: 'sh' },
    { program: '/bin/sh\0' },
    { program: '/bin/sh', arguments: ['\0'] },
    { program: '/bin/sh', shell: true },
  ])('is not configured as %j', (given) => {
    expect(commandOptionsSchema.safeParse(given).success).toBe(false);
  });
});
