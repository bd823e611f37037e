import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { ServiceManager } from '../../../src/shell/service/service-manager.js';
import { start } from '../../cli/watch-process.js';
import { scratchFolder } from '../scratch-folder.js';

/** The manager's socket: prints each message as a line of JSON. systemd-notify waits until its last descriptor is closed. */
const MANAGER = `
import array, json, os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('"bound"', flush=True)
while True:
    data, ancillary, _, _ = s.recvmsg(4096, 4096)
    for level, kind, bytes in ancillary:
        if kind == socket.SCM_RIGHTS:
            for descriptor in array.array('i', bytes[:len(bytes) - len(bytes) % 4]): os.close(descriptor)
    print(json.dumps(data.decode().strip().split('\\n')), flush=True)
`;

async function withManager(work: (path: string, next: () => Promise<string[]>) => Promise<void>) {
  const path = join(scratchFolder(), 'notify');
  const manager = spawn('python3', ['-c', MANAGER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(manager, 'exit');
  const lines = createInterface({ input: manager.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    for (;;) {
      const { value } = await lines.next();
      const message = JSON.parse(value ?? 'null') as string[] | 'bound';
      if (message !== 'bound' && !message.includes('BARRIER=1')) return message;
      if (message === 'bound') return [];
    }
  };
  try {
    await next();
    await work(path, next);
  } finally {
    manager.kill();
    await ended;
  }
}

describe('a service manager', () => {
  it('is told when a watch is ready, that it lives and how it does, and that it stops', async () => {
    await withManager(async (path, next) => {
      const folder = scratchFolder({ 'strayflow.yaml': 'watch: { statusSeconds: 0.1 }\n', 'conn.log': '' });
      const watching = start(
        [
          'watch',
          '--config',
          join(folder, 'strayflow.yaml'),
          '--state',
          join(folder, 'state'),
          join(folder, 'conn.log'),
        ],
        { NOTIFY_SOCKET: path, WATCHDOG_USEC: '900000' },
      );
      expect(await next()).toEqual(['READY=1']);
      let sign = await next();
      while (sign.length < 2) sign = await next();
      expect(sign).toEqual([
        expect.stringMatching(/^(WATCHDOG=1|STATUS=0 read, .*)$/),
        expect.stringMatching(/^(WATCHDOG=1|STATUS=0 read, .*)$/),
      ]);
      watching.child.kill('SIGTERM');
      let last = await next();
      while (!last.includes('STOPPING=1')) last = await next();
      expect(await watching.ended).toBe(0);
    });
  }, 60_000);

  it('is not told of the life of another process', async () => {
    await withManager(async (path, next) => {
      const asked: number[] = [];
      const manager = new ServiceManager({
        environment: {
          PATH: process.env['PATH'],
          NOTIFY_SOCKET: path,
          WATCHDOG_USEC: '1000000',
          WATCHDOG_PID: '1',
        },
        pid: 2,
        every: (ms) => {
          asked.push(ms);
          return () => undefined;
        },
        warning: (text) => expect.unreachable(text),
      });
      manager.ready();
      expect(await next()).toEqual(['READY=1']);
      await manager.close();
      expect(asked).toEqual([]);
    });
  });

  it('that cannot be told is warned of once', async () => {
    const warnings: string[] = [];
    const manager = new ServiceManager({
      environment: { PATH: process.env['PATH'], NOTIFY_SOCKET: join(scratchFolder(), 'nobody') },
      pid: 2,
      every: () => () => undefined,
      warning: (text) => warnings.push(text),
    });
    manager.ready();
    await manager.close();
    manager.stopping();
    await manager.close();
    expect(warnings).toEqual([
      'systemd cannot be told how the service is doing: systemd-notify ended with code 1.',
    ]);
  });
});
