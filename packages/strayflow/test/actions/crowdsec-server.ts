/** Debian's CrowdSec with its local API alone, in a folder of its own, without any log that it watches. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Authority } from '../own-authority.js';

const PROGRAM = '/usr/bin/crowdsec';

export class CrowdsecServer {
  readonly folder: string;
  readonly port: number;
  private child: ChildProcess | null = null;

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.port = port;
  }

  /** Logins: machine "strayflow" with password "secret", bouncer key "key". */
  static async start(authority?: Authority): Promise<CrowdsecServer> {
    if (!existsSync(PROGRAM)) throw new Error('crowdsec is missing: apt-get install crowdsec');
    const server = new CrowdsecServer(mkdtempSync(join(tmpdir(), 'strayflow-crowdsec-')), await freePort());
    const { folder, port } = server;
    mkdirSync(join(folder, 'hub'));
    mkdirSync(join(folder, 'data'));
    for (const name of ['simulation.yaml', 'profiles.yaml']) {
      copyFileSync(join('/etc/crowdsec', name), join(folder, name));
    }
    const tls =
      authority === undefined
        ? ''
        : `\n    tls: { cert_file: ${authority.certificateFile}, key_file: ${authority.keyFile} }`;
    writeFileSync(
      join(folder, 'config.yaml'),
      `common: { daemonize: false, log_media: stdout, log_level: warning, working_dir: . }
config_paths:
  config_dir: ${folder}/
  data_dir: ${folder}/data/
  simulation_path: ${folder}/simulation.yaml
  hub_dir: ${folder}/hub/
  index_path: ${folder}/hub/.index.json
db_config: { log_level: warning, type: sqlite, db_path: ${folder}/data/crowdsec.db, use_wal: true }
api:
  client: { credentials_path: ${folder}/credentials.yaml }
  server:
    log_level: warning
    listen_uri: 127.0.0.1:${port}
    profiles_path: ${folder}/profiles.yaml${tls}
prometheus: { enabled: false }
`,
    );
    for (const name of ['strayflow', 'admin']) {
      server.cscli(
        'machines',
        'add',
        name,
        '--password',
        'secret',
        '-f',
        join(folder, 'made.yaml'),
        '--force',
      );
    }
    const protocol = authority === undefined ? 'http' : 'https';
    writeFileSync(
      join(folder, 'credentials.yaml'),
      `url: ${protocol}://127.0.0.1:${port}\nlogin: admin\npassword: secret\n`,
    );
    server.cscli('bouncers', 'add', 'test', '-k', 'key');
    await server.up();
    return server;
  }

  cscli(...args: readonly string[]): string {
    return execFileSync('/usr/bin/cscli', ['-c', join(this.folder, 'config.yaml'), ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 30_000,
    }).toString();
  }

  async up(): Promise<void> {
    const child = spawn(PROGRAM, ['-c', join(this.folder, 'config.yaml'), '-no-cs'], { stdio: 'ignore' });
    this.child = child;
    for (const end = Date.now() + 20_000; Date.now() < end; await pause(50)) {
      if (child.exitCode !== null) throw new Error(`crowdsec ended with ${child.exitCode}`);
      if (await isOpen(this.port)) return;
    }
    throw new Error('crowdsec did not open its port');
  }

  async down(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async remove(): Promise<void> {
    await this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
