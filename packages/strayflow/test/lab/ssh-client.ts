/** A person at OpenSSH's client in the lab, with keys and with passwords typed one after the other. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOSTS, type Lab } from '../../../../examples/lab/network.mjs';

const QUIET = ['-F', 'none', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'StrictHostKeyChecking=no'];
/** Neither the keys nor the agent of whoever runs the lab. */
const OWN_KEYS = ['-o', 'IdentitiesOnly=yes', '-o', 'IdentityAgent=none'];

let typists = 0;

/** Logs in to the server as root, and runs a command there if let in. Returns what that printed. */
export async function sshFrom(
  { lab, folder }: { readonly lab: Lab; readonly folder: string },
  host: string,
  {
    keys = [],
    passwords = [],
  }: { readonly keys?: readonly string[]; readonly passwords?: readonly string[] },
  options: readonly string[] = [],
): Promise<string> {
  // ssh asks this for every password: the first word that is left, and the last one again and again.
  const typist = join(folder, `typist${typists++}`);
  writeFileSync(`${typist}.words`, passwords.map((word) => `${word}\n`).join(''));
  const script = `head -n 1 '${typist}.words'\n[ "$(wc -l < '${typist}.words')" -gt 1 ] && sed -i 1d '${typist}.words'\n`;
  writeFileSync(typist, `#!/bin/sh\n${script}true\n`);
  chmodSync(typist, 0o700);
  const typed = [`SSH_ASKPASS=${typist}`, 'SSH_ASKPASS_REQUIRE=force', 'DISPLAY=none'];
  const methods = [
    ...keys.flatMap((key) => ['-i', key]),
    ...(keys.length === 0 ? ['-o', 'PubkeyAuthentication=no'] : []),
    ...(passwords.length === 0
      ? ['-o', 'PasswordAuthentication=no', '-o', 'KbdInteractiveAuthentication=no']
      : []),
  ];
  const ssh = ['env', ...typed, 'ssh', ...QUIET, ...OWN_KEYS, ...methods, ...options];
  const { output } = await lab.run(host, [...ssh, `root@${HOSTS.server}`, 'echo', 'let', 'in']);
  return output;
}
