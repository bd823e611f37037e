/** Incidents of a real watch: told to a program of one's own, which fails first; listed, acknowledged, muted, closed. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Message } from '../../src/model/notifier.js';
import { LAB, strayflow } from './run-strayflow.js';
import { startWatch, until } from './watch-process.js';

const ATTACKER = '10.20.0.66';
let folder = '';
let taken = '';

/** Appends each message to a file, and fails while a file says so. */
const PROGRAM = (at: string) => `#!/bin/sh
[ -e '${at}/down' ] && exit 1
cat >> '${at}/taken'
echo >> '${at}/taken'
`;

beforeEach(() => {
  // Not below /tmp, which others may write: programs there are refused.
  folder = mkdtempSync(join(homedir(), '.strayflow-test-'));
  taken = join(folder, 'taken');
  writeFileSync(join(folder, 'take'), PROGRAM(folder));
  chmodSync(join(folder, 'take'), 0o755);
  writeFileSync(
    join(folder, 'strayflow.yaml'),
    `internal: [10.20.0.0/24]
policy: { mode: alert }
watch: { state: '${folder}/state' }
notifiers:
  command:
    - { name: mine, program: '${folder}/take' }
`,
  );
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: readonly string[]) => strayflow([...args, '--config', join(folder, 'strayflow.yaml')]);
const watch = () => run('watch', `${LAB}captures/attacked.pcap.gz`, '--until-end');
const messages = (): readonly Message[] =>
  existsSync(taken)
    ? readFileSync(taken, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Message)
    : [];
const incidents = async () =>
  JSON.parse((await run('incidents', 'list', '--json')).stdout) as {
    notice: { incident: string; host: string; families: string[] };
    acknowledged: boolean;
  }[];

it('are told once each, also when their receiver was down until the next run', async () => {
  writeFileSync(join(folder, 'down'), '');
  const first = await watch();
  expect(first.code).toBe(0);
  expect(first.stderr).toMatch(/mine: .*It is tried again, and nothing is lost/);
  expect(messages()).toEqual([]);
  rmSync(join(folder, 'down'));
  const second = await watch();
  expect(second.code).toBe(0);
  const told = messages().flatMap(({ notices }) => notices);
  const opened = told.filter(({ kind }) => kind === 'opened').map(({ host }) => host);
  expect(opened).toContain(ATTACKER);
  expect(new Set(opened).size).toBe(opened.length);
  expect(new Set(messages().map(({ id }) => id)).size).toBe(messages().length);
  expect(told.find(({ host }) => host === ATTACKER)!.evidence[0]!.summary).toMatch(/^tried \d+ ports/);

  const list = await incidents();
  const own = list.find(({ notice }) => notice.host === ATTACKER)!;
  expect(own.notice.families).toEqual(expect.arrayContaining(['port-scan', 'brute-force']));
  const { incident } = own.notice;
  expect((await run('incidents', 'show', incident)).stdout).toContain('brute-force: logged in to ssh');
  await run('incidents', 'ack', incident);
  expect((await incidents()).find(({ notice }) => notice.incident === incident)!.acknowledged).toBe(true);
  const victim = list.find(({ notice }) => notice.host !== ATTACKER)!.notice.incident;
  await run('incidents', 'close', victim);
  const marked = await run('incidents', 'false-alarm', incident, '--reason', 'the scanner of the audit');
  expect(marked.stdout).toMatch(/10\.20\.0\.66\/32 is spared and muted for .*port-scan.*; 0 blocks ended/);
  expect(await incidents()).toEqual([]);
  expect((await run('allow', 'list')).stdout).toContain('the scanner of the audit');
  expect((await run('mute', 'list')).stdout).toContain('the scanner of the audit');
  expect((await run('audit', 'list')).stdout).toContain('"incident-closed"');
  expect((await run('audit', 'verify')).code).toBe(0);
});

it('are not told while they are muted, and what was kept back is counted', async () => {
  writeFileSync(join(folder, 'empty.csv'), 'ts,src,dst\n1600000000,10.20.0.5,10.20.0.6\n');
  expect((await run('watch', join(folder, 'empty.csv'), '--until-end')).code).toBe(0);
  expect((await run('mute', 'add', ATTACKER, '--reason', 'our own scanner')).code).toBe(0);
  expect((await watch()).code).toBe(0);
  expect(messages().flatMap(({ notices }) => notices.map(({ host }) => host))).not.toContain(ATTACKER);
  expect((await run('mute', 'list')).stdout).toMatch(/10\.20\.0\.66\/32 .*[1-9]\d* notices?/);
  expect((await incidents()).map(({ notice }) => notice.host)).toContain(ATTACKER);
});

it('a test message arrives, and a receiver that is down is said with the exit code', async () => {
  expect((await run('notify', 'test', 'mine')).stdout).toContain('ok    mine');
  expect(messages()).toMatchObject([{ purpose: 'test' }]);
  writeFileSync(join(folder, 'down'), '');
  const failed = await run('notify', 'test');
  expect(failed.stdout).toContain('FAULT mine');
  expect(failed.code).toBe(4);
  expect((await run('doctor')).stdout).toMatch(/ ok {3}mine/);
});

it('are told by the next run when watch is killed while a message is on its way, with the same identity', async () => {
  writeFileSync(join(folder, 'take'), `${PROGRAM(folder)}[ -e '${folder}/quick' ] || sleep 15\n`);
  const watching = startWatch(join(folder, 'state'), [
    `${LAB}captures/attacked.pcap.gz`,
    '--until-end',
    '--config',
    join(folder, 'strayflow.yaml'),
  ]);
  await until(watching, () => existsSync(taken) && readFileSync(taken, 'utf8').includes('}\n'));
  process.kill(watching.pid, 'SIGKILL');
  expect(await watching.ended).toBe('SIGKILL');
  const [interrupted, ...none] = messages();
  expect(none).toEqual([]);
  writeFileSync(join(folder, 'quick'), '');
  expect((await watch()).code).toBe(0);
  const ids = messages().map(({ id }) => id);
  expect(ids.slice(0, 2)).toEqual([interrupted!.id, interrupted!.id]);
  expect(new Set(ids).size).toBe(ids.length - 1);
  const opened = messages().flatMap(({ notices }) => notices.filter(({ kind }) => kind === 'opened'));
  expect(opened.map(({ host }) => host)).toContain(ATTACKER);
  expect((await run('audit', 'verify')).code).toBe(0);
});

it('are kept, and detection goes on, while mail, log server and web service are down; each is said once', async () => {
  // Ports 1, 7 and 9 of loopback: nothing listens there, and nothing is sent anywhere else.
  writeFileSync(
    join(folder, 'strayflow.yaml'),
    `internal: [10.20.0.0/24]
policy: { mode: alert }
watch: { state: '${folder}/state' }
notifiers:
  email:
    - { name: mail, host: 127.0.0.1, port: 1, security: none, from: strayflow@example.org, to: [ops@example.org] }
  syslog:
    - { name: log, host: 127.0.0.1, port: 7, transport: tcp }
  webhook:
    - { name: chat, template: slack, url: 'http://127.0.0.1:9/x', allowPrivate: true, allowHttp: true }
`,
  );
  const { code, stdout, stderr } = await watch();
  expect(code, stderr).toBe(0);
  expect(stdout).toContain(`ALERT ${ATTACKER}`);
  for (const name of ['mail', 'log', 'chat']) {
    expect(stderr.split('\n').filter((line) => line.startsWith(`! ${name}: `))).toHaveLength(1);
  }
  expect((await incidents()).map(({ notice }) => notice.host)).toContain(ATTACKER);
});
