/** Starts Debian's Apache httpd for a test: TLS by an authority of its own, WebDAV with Basic and Digest logins. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Authority, makeAuthority } from '../own-authority.js';

export const USERNAME = 'reporter';
export const PASSWORD = 'correct horse "battery"';

/** Folders that Apache serves, each with other rules. */
const PLACES = ['basic', 'digest', 'readable', 'readonly', 'full', 'open'] as const;
export type ApachePlace = (typeof PLACES)[number];

export interface Apache {
  readonly folder: string;
  readonly authority: Authority;
  url(place: ApachePlace): string;
  /** Where the place's files lie on disk. */
  files(place: ApachePlace): string;
  /** Requests so far, as "PUT 201 /basic/index.html". */
  requests(): string[];
  forgetRequests(): void;
  stop(): void;
}

export async function startApache(): Promise<Apache> {
  for (const [path, name] of [
    ['/usr/sbin/apache2', 'apache2'],
    ['/usr/bin/htpasswd', 'apache2-utils'],
  ] as const) {
    if (!existsSync(path)) throw new Error(`${path} is missing: apt-get install ${name}`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'strayflow-apache-'));
  chmodSync(folder, 0o755);
  const authority = makeAuthority(folder, 'apache');
  const root = process.getuid?.() === 0;
  const wwwData = root ? Number(execFileSync('/usr/bin/id', ['-u', 'www-data'], { encoding: 'utf8' })) : 0;
  for (const name of ['run', 'locks', 'plain', ...PLACES]) {
    mkdirSync(join(folder, name));
    if (root && name !== 'readonly') chownSync(join(folder, name), wwwData, wwwData);
  }
  chmodSync(join(folder, 'readonly'), 0o555);
  execFileSync('/usr/bin/htpasswd', ['-icB', join(folder, 'basic.users'), USERNAME], {
    input: PASSWORD,
    stdio: 'pipe',
  });
  writeFileSync(join(folder, 'digest.users'), digestLine());
  const port = await freePort();
  const config = join(folder, 'httpd.conf');
  writeFileSync(config, configuration(folder, port, authority));
  const accessLog = join(folder, 'access.log');
  const apache = (action: string) =>
    execFileSync('/usr/sbin/apache2', ['-f', config, '-k', action], { stdio: 'pipe' });
  apache('start');
  await untilListening(port);
  return {
    folder,
    authority,
    url: (place) => `https://localhost:${port}/${place}/`,
    files: (place) => join(folder, place),
    requests: () => readFileSync(accessLog, 'utf8').split('\n').filter(Boolean),
    forgetRequests: () => writeFileSync(accessLog, ''),
    stop: () => {
      const pid = Number(readFileSync(join(folder, 'run/httpd.pid'), 'utf8'));
      apache('stop');
      for (let i = 0; i < 200 && alive(pid); i++) execFileSync('/bin/sleep', ['0.05']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function digestLine(): string {
  const hash = execFileSync('/usr/bin/openssl', ['md5', '-r'], {
    input: `${USERNAME}:reports:${PASSWORD}`,
    encoding: 'utf8',
  });
  return `${USERNAME}:reports:${hash.slice(0, 32)}\n`;
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
async function untilListening(port: number): Promise<void> {
  const { connect } = await import('node:net');
  for (let attempt = 0; attempt < 200; attempt++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.once('error', () => resolve(false)).once('close', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    execFileSync('/bin/sleep', ['0.05']);
  }
  throw new Error(`apache2 does not listen on port ${port}`);
}

function configuration(folder: string, port: number, authority: Authority): string {
  const modules =
    'mpm_event authn_core authn_file authz_core authz_user auth_basic auth_digest alias dir mime dav dav_fs ssl socache_shmcb';
  const basic = `AuthType Basic\nAuthName reports\nAuthUserFile ${folder}/basic.users`;
  const digest = `AuthType Digest\nAuthName reports\nAuthUserFile ${folder}/digest.users`;
  const login = { basic, digest, readable: basic, readonly: basic, full: basic, open: '' };
  const rules = (place: ApachePlace) => {
    if (place === 'open') return 'Require all granted';
    if (place !== 'readable') return 'Require valid-user';
    return '<LimitExcept GET HEAD OPTIONS>\nRequire valid-user\n</LimitExcept>';
  };
  return `
ServerRoot ${folder}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${folder}/run/httpd.pid
DefaultRuntimeDir ${folder}/run
User www-data
Group www-data
${modules
  .split(' ')
  .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
  .join('\n')}
TypesConfig /etc/mime.types
DirectoryIndex index.html
DirectoryCheckHandler On
ErrorLog ${folder}/error.log
LogFormat "%m %>s %U" short
CustomLog ${folder}/access.log short
DavLockDB ${folder}/locks/davlock
SSLEngine on
SSLCertificateFile ${authority.certificateFile}
SSLCertificateKeyFile ${authority.keyFile}
DocumentRoot ${folder}/plain
${PLACES.map((place) => `Alias /${place} ${folder}/${place}`).join('\n')}
${PLACES.map(
  (place) => `<Directory ${folder}/${place}>\nDav On\n${login[place]}\n${rules(place)}\n</Directory>`,
).join('\n')}
`;
}
