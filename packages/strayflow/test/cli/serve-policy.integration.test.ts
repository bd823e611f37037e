/** The policy of `strayflow serve`, changed while it runs: over the API and by hand. */
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { readState } from '../../src/store/read-state.js';
import { scratchFolder } from '../shell/scratch-folder.js';
import { strayflow } from './run-strayflow.js';
import { start, until, type Watching } from './watch-process.js';

const HEADER =
  'time,source,source_port,destination,destination_port,protocol,duration_s,bytes_out,bytes_in,packets_out,packets_in,state\n';
const START = 1_700_000_000;
let running: Watching | null = null;

afterEach(async () => {
  running?.child.kill('SIGKILL');
  await running?.ended;
  running = null;
});

/** A host tries the ports of another from this second on, and then others go on with the web. */
function scan(host: string, from: number): string {
  const tries = Array.from(
    { length: 400 },
    (_, i) => `${START + from + 0.1 * i},${host},${3_000 + i},10.0.0.5,${1 + i},6,0,60,0,1,0,S0`,
  );
  const web = Array.from(
    { length: 100 },
    (_, i) =>
      `${START + from + 60 + 6 * i},10.0.0.${1 + (i % 9)},${2_000 + i},192.0.2.1,443,6,1,900,2700,9,11,SF`,
  );
  return `${[...tries, ...web].join('\n')}\n`;
}

async function eventually(what: string, holds: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; await pause(100)) {
    if (await Promise.resolve(holds()).catch(() => false)) return;
  }
  throw new Error(`not within ${ms} ms: ${what}\n${running?.stderr()}`);
}

const POLICY = '# Nobody is told yet.\nmode: observe\nalertLine: 0.2\n';

it('decides by it from a checkpoint on, says so in the audit log, and keeps it where the file is faulty', async () => {
  const folder = scratchFolder({ 'a.csv': HEADER + scan('10.0.0.99', 0) });
  const [file, log, state] = ['strayflow.yaml', 'a.csv', 'state'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const indented = POLICY.replaceAll(/^/gm, '  ').trimEnd();
  writeFileSync(
    file,
    `internal: [10.0.0.0/24]
policy:
${indented}
watch:
  inputs: [{ kind: follow, path: ${log} }]
  state: ${state}
  latenessSeconds: 1
  checkpoint: { seconds: 0.2 }
server: { listen: '127.0.0.1:0' }
`,
  );
  running = start(['serve', '--config', file]);
  const served = running;
  const origin = () => /The service answers at (\S+)\n/.exec(served.stderr())?.[1];
  await until(served, () => origin() !== undefined);
  const [, token] = /\/setup#(\S+)/.exec(served.stderr())!;
  let headers: Record<string, string> = { 'content-type': 'application/json' };
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${origin()}/api/v1${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const cookie = answer.headers.get('set-cookie')?.split(';')[0];
    const json = (await answer.json()) as Record<string, unknown> & { text: string; digest: string };
    if (cookie !== undefined) headers = { ...headers, cookie, 'x-csrf-token': json['csrf'] as string };
    return { status: answer.status, json };
  };
  await ask('POST', '/setup', { token, name: 'anna', password: 'correct horse battery' });

  /** Whether what was decided of a host is simulated; null: nothing was. */
  const simulated = (host: string) => {
    const found = readState(state).decisions.find((each) => each.host === host);
    return found === undefined ? null : found.simulated;
  };
  await eventually('the first is decided of', () => simulated('10.0.0.99') === true);

  const { json: shown } = await ask('GET', '/policy');
  expect(shown).toMatchObject({ text: POLICY, isEditable: true, file: 'strayflow.yaml' });
  const wanted = POLICY.replace('mode: observe', 'mode: alert');
  const preview = await ask('POST', '/policy/preview', { text: POLICY.replace('0.2', '0.99'), days: 30 });
  expect(preview.status, JSON.stringify(preview.json)).toBe(200);
  expect(preview.json).toMatchObject({
    noLongerAlerted: expect.arrayContaining([expect.objectContaining({ host: '10.0.0.99' })]),
  });
  expect((preview.json['from'] as number) / 1_000).toBeGreaterThanOrEqual(START);
  expect(readdirSync(state).filter((name) => name.startsWith('preview-'))).toEqual([]);

  expect((await ask('PUT', '/policy', { text: wanted, digest: shown.digest })).status).toBe(200);
  expect((await ask('PUT', '/policy', { text: POLICY, digest: shown.digest })).status).toBe(409);
  await eventually('it is taken up', () =>
    served.stderr().includes('as it was changed decides (mode alert)'),
  );
  appendFileSync(log, scan('10.0.0.98', 1_000));
  await eventually('the next is decided of', () => simulated('10.0.0.98') !== null);
  expect(simulated('10.0.0.98')).toBe(false);
  const listed = await strayflow(['incidents', 'list', '--state', state]);
  expect(listed.stdout).toContain('10.0.0.98');
  expect(listed.stdout).not.toContain('10.0.0.99');

  writeFileSync(file, readFileSync(file, 'utf8').replace('mode: alert', 'mode: loud'));
  await eventually('the fault is told', () => served.stderr().includes('what was in force goes on: line 4'));
  expect((await ask('GET', '/policy')).json).toMatchObject({ mode: 'alert', isEditable: false });
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('mode: loud', 'mode: observe').replace('0.0.0/24', '0.0.0/23'),
  );
  await eventually('it is taken up', () =>
    served.stderr().includes('as it was changed decides (mode observe)'),
  );
  expect(served.stderr()).toContain('The configuration changed in internal too');
  appendFileSync(log, scan('10.0.0.97', 2_000));
  await eventually('the last is decided of', () => simulated('10.0.0.97') !== null);
  expect(simulated('10.0.0.97')).toBe(true);

  served.child.kill('SIGTERM');
  expect(await served.ended).toBe(0);
  const audit = await strayflow(['audit', 'list', '--state', state]);
  for (const said of ['policy-changed', 'policy-in-force', 'anna']) expect(audit.stdout).toContain(said);
}, 120_000);
