/** The Debian packages that the tests need: installed when we may, named when we may not. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { run } from './run.mjs';

/** Package, and a file of it that proves it is there. */
const NEEDED = [
  ['apache2', '/usr/sbin/apache2'],
  ['apache2-utils', '/usr/bin/htpasswd'],
  ['openssl', '/usr/bin/openssl'],
  ['curl', '/usr/bin/curl'],
  ['tshark', '/usr/bin/tshark'],
  ['nfdump', '/usr/bin/nfpcapd'],
  ['python3-sklearn', '/usr/lib/python3/dist-packages/sklearn/__init__.py'],
  ['python3-torch', '/usr/lib/python3/dist-packages/torch/__init__.py'],
  ['libsvm-tools', '/usr/bin/svm-train'],
  ['chromium', '/usr/bin/chromium'],
  ['softflowd', '/usr/sbin/softflowd'],
  ['pmacct', '/usr/sbin/pmacctd'],
  ['iproute2', '/usr/bin/ip'],
  ['nftables', '/usr/sbin/nft'],
  ['nmap', '/usr/bin/nmap'],
  ['dsniff', '/usr/sbin/arpspoof'],
  ['hydra', '/usr/bin/hydra'],
  ['hping3', '/usr/sbin/hping3'],
  ['openssh-server', '/usr/sbin/sshd'],
  ['tcpdump', '/usr/bin/tcpdump'],
  ['iputils-ping', '/usr/bin/ping'],
  ['crowdsec', '/usr/bin/crowdsec'],
  ['lintian', '/usr/bin/lintian'],
  ['systemd', '/usr/bin/systemd-analyze'],
  ['rsyslog', '/usr/sbin/rsyslogd'],
  ['rsyslog-gnutls', '/usr/share/doc/rsyslog-gnutls/copyright'],
];

export async function installDebianPackages() {
  const missing = NEEDED.filter(([, proof]) => !existsSync(proof)).map(([name]) => name);
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    process.stderr.write(
      `The tests need Debian packages that are missing: ${missing.join(', ')}\nRun as root: ${command}\n`,
    );
    process.exit(2);
  }
  process.stderr.write(`Installing Debian packages: ${missing.join(', ')} ...\n`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env });
  if (missing.includes('crowdsec')) keepFromRegistering();
  const { code, output } = await run(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', ...missing],
    { env, stdout: 'pipe' },
  );
  if (code !== 0) {
    process.stderr.write(`${output}\n${command} failed: see the lines above.\n`);
    process.exit(code);
  }
}

/** Without credentials the package registers this machine with CrowdSec's own server, and fails where that cannot be reached. */
function keepFromRegistering() {
  const folder = '/etc/crowdsec';
  const path = `${folder}/online_api_credentials.yaml`;
  if (existsSync(path)) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, '# none\n');
}
