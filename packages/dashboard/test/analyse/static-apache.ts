/** Debian's Apache httpd with one folder of files, and nothing beyond: no headers of ours, no scripts. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface StaticApache {
  /** "http://127.0.0.1:12345/" */
  readonly address: string;
  /** Where what it serves lies. */
  readonly root: string;
  /** Requests so far: method, status, path, and the length of the body that was sent. */
  requests(): readonly string[];
  stop(): void;
}

/** @throws Error that names the Debian package when httpd is not installed */
export async function startStaticApache(): Promise<StaticApache> {
  if (!existsSync('/usr/sbin/apache2')) throw new Error('this test needs the Debian package apache2');
  const folder = mkdtempSync(join(tmpdir(), 'strayflow-static-apache-'));
  chmodSync(folder, 0o755);
  const root = join(folder, 'htdocs');
  for (const name of ['run', 'htdocs']) mkdirSync(join(folder, name));
  const port = await freePort();
  const config = join(folder, 'httpd.conf');
  writeFileSync(config, configuration(folder, port));
  const apache = (action: string) =>
    execFileSync('/usr/sbin/apache2', ['-f', config, '-k', action], { stdio: 'pipe' });
  apache('start');
  const address = `http://127.0.0.1:${port}/`;
  await untilAnswers(address);
  return {
    address,
    root,
    requests: () => readFileSync(join(folder, 'access.log'), 'utf8').split('\n').filter(Boolean),
    stop: () => {
      apache('stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string, port: number): string {
  const modules = ['mpm_event', 'authz_core', 'dir', 'mime'];
  return `
ServerRoot ${folder}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${folder}/run/httpd.pid
DefaultRuntimeDir ${folder}/run
User www-data
Group www-data
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
TypesConfig /etc/mime.types
DirectoryIndex index.html
ErrorLog ${folder}/error.log
LogFormat "%m %>s %U %{Content-Length}i" short
CustomLog ${folder}/access.log short
DocumentRoot ${folder}/htdocs
<Directory ${folder}/htdocs>
Require all granted
</Directory>
`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** Apache's `-k start` returns before it listens. */
async function untilAnswers(address: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const answered = await fetch(address).then(
      () => true,
      () => false,
    );
    if (answered) return;
    execFileSync('/bin/sleep', ['0.05']);
  }
  throw new Error(`apache2 does not answer at ${address}`);
}
