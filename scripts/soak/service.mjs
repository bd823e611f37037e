/** `strayflow serve` for a load test: started, its first account made, its news read, and stopped. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../run.mjs';

const START_MS = 60_000;
const PASSWORD = 'soak-soak-soak-soak';

/** A port of UDP that nobody has at this moment. */
export async function freePort() {
  const socket = createSocket('udp4');
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise((resolve) => socket.close(resolve));
  return port;
}

/** Listens for flows on `port`; `news` is told each line of `--json` that it prints; `settings` are those of `watch` that differ. */
export async function startService(folder, port, news, settings = {}) {
  const config = join(folder, 'strayflow.yaml');
  const state = join(folder, 'state');
  const watch = {
    state,
    inputs: [{ kind: 'udp', listen: `127.0.0.1:${port}` }],
    statusSeconds: 5,
    ...settings,
  };
  writeFileSync(
    config,
    JSON.stringify({ internal: ['10.0.0.0/8'], watch, server: { listen: '127.0.0.1:0' } }),
  );
  const main = `${root}packages/strayflow/dist/cli/main.js`;
  const child = spawn(process.execPath, [main, 'serve', '--json', '--config', config], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr = (stderr + chunk).slice(-100_000);
  });
  let rest = '';
  child.stdout.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) news(JSON.parse(line));
  });
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
  const said = async (pattern) => {
    for (const end = performance.now() + START_MS; performance.now() < end; ) {
      const found = pattern.exec(stderr);
      if (found !== null) return found[1];
      if (child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the service did not start: ${stderr}`);
  };
  const origin = await said(/The service answers at (\S+)\n/);
  const token = await said(/\/setup#(\S+)/);
  return {
    pid: child.pid,
    state,
    origin,
    headers: await setUp(origin, token),
    stderr: () => stderr,
    /** How it ended: 0, or what went wrong. */
    async stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

async function setUp(origin, token) {
  const answer = await fetch(`${origin}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: 'soak', password: PASSWORD }),
  });
  if (!answer.ok) throw new Error(`the first account could not be made: ${await answer.text()}`);
  const { csrf } = await answer.json();
  return { cookie: answer.headers.get('set-cookie').split(';')[0], 'x-csrf-token': csrf };
}

/** Resident memory (MB) of a process and of those that it started, the server first among them. */
export function memoryOf(pid) {
  const of = (each) => {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${each}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) / 1024;
  };
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return { watch: of(pid), others: children.reduce((sum, each) => sum + of(each), 0) };
}

/** Bytes of everything under a folder. */
export function bytesBelow(folder, sizeOf) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + sizeOf(join(entry.parentPath, entry.name)), 0);
}
