/** A real SSH server on the lab's server, which knows nobody, or root by a password and a key of the lab's own. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOSTS, type Lab } from '../../../../examples/lab/network.mjs';
import { needTool, until } from './acting-lab.js';

export const PASSWORD = 'correct-horse';

export interface SshServer {
  /** What it said of logins so far. */
  readonly log: () => string;
}

function makeKey(folder: string, name: string): string {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
  return join(folder, name);
}

/** Lets root in by `PASSWORD` and the key "good": seen by the server's process alone, over this machine's passwords. */
function letRootIn(folder: string): { readonly settings: string; readonly mount: string } {
  const hash = execFileSync('/usr/bin/openssl', ['passwd', '-6', PASSWORD]).toString().trim();
  writeFileSync(join(folder, 'shadow'), `root:${hash}:19000:0:99999:7:::\n`, { mode: 0o600 });
  const keys = `${makeKey(folder, 'good')}.pub`;
  return {
    settings: `PermitRootLogin yes\nStrictModes no\nAuthorizedKeysFile ${keys}\n`,
    mount: `mount --bind '${join(folder, 'shadow')}' /etc/shadow && `,
  };
}

/** @param settings lines of its configuration; the first of several that set the same counts */
export async function startSshServer(
  { lab, folder }: { readonly lab: Lab; readonly folder: string },
  settings = 'MaxAuthTries 1\n',
  knowsRoot = false,
): Promise<SshServer> {
  needTool('/usr/sbin/sshd', 'openssh-server');
  // Where it keeps its privileges apart, which a service manager makes elsewhere.
  mkdirSync('/run/sshd', { recursive: true });
  const key = makeKey(folder, 'host-key');
  const root = knowsRoot ? letRootIn(folder) : { settings: 'PermitRootLogin no\n', mount: '' };
  const configuration = join(folder, 'sshd.conf');
  writeFileSync(
    configuration,
    `${settings}Port 22\nListenAddress ${HOSTS.server}\nHostKey ${key}\nPidFile none\nUsePAM no\nMaxStartups 100\nPasswordAuthentication yes\n${root.settings}`,
  );
  const sshd = lab.start('server', [
    'sh',
    '-c',
    `${root.mount}exec /usr/sbin/sshd -D -e -f '${configuration}'`,
  ]);
  let said = '';
  sshd.stderr!.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const isUp = async () =>
    (await lab.run('server', ['bash', '-c', `exec 3<>/dev/tcp/${HOSTS.server}/22`], { seconds: 3 })).code ===
    0;
  if (!(await until(isUp))) throw new Error(`sshd did not open its port: ${said}`);
  return { log: () => said };
}
