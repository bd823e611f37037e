/** A real SSH server on the lab's server, which knows nobody. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOSTS } from '../../../../examples/lab/network.mjs';
import { type ActingLab, needTool, until } from './acting-lab.js';

export async function startSshServer({ lab, folder }: ActingLab): Promise<void> {
  needTool('/usr/sbin/sshd', 'openssh-server');
  // Where it keeps its privileges apart, which a service manager makes elsewhere.
  mkdirSync('/run/sshd', { recursive: true });
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'host-key')]);
  const configuration = join(folder, 'sshd.conf');
  writeFileSync(
    configuration,
    `Port 22\nListenAddress ${HOSTS.server}\nHostKey ${join(folder, 'host-key')}\nPidFile none\nMaxAuthTries 1\nUsePAM no\nMaxStartups 100\nPasswordAuthentication yes\nPermitRootLogin no\n`,
  );
  lab.start('server', ['/usr/sbin/sshd', '-D', '-e', '-f', configuration]);
  const isUp = async () =>
    (await lab.run('server', ['bash', '-c', `exec 3<>/dev/tcp/${HOSTS.server}/22`], { seconds: 3 })).code ===
    0;
  if (!(await until(isUp))) throw new Error('sshd did not open its port');
}
