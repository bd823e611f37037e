/** Records the lab's captures: ordinary office traffic, then the same with attacks; writes truth.json from what was done. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CLIENTS, HOSTS, INTERNAL, Lab, ROUTER, SITES, siteAddress } from './network.mjs';

const captures = fileURLToPath(new URL('./captures/', import.meta.url));
const NEEDED = {
  ip: 'iproute2',
  tcpdump: 'tcpdump',
  nmap: 'nmap',
  hydra: 'hydra',
  hping3: 'hping3',
  arpspoof: 'dsniff',
  iperf3: 'iperf3',
  dnsmasq: 'dnsmasq-base',
  dig: 'bind9-dnsutils',
  curl: 'curl',
  sshd: 'openssh-server',
  ping: 'iputils-ping',
};
const PATH = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const missing = Object.entries(NEEDED).filter(
  ([tool]) => !PATH.some((folder) => existsSync(`${folder}/${tool}`)),
);
if (missing.length > 0 || process.getuid?.() !== 0) {
  process.stderr.write(
    `Recording needs root and Debian's packages: apt-get install --no-install-recommends ${Object.values(NEEDED).join(' ')}\n`,
  );
  process.exit(2);
}

const work = mkdtempSync(join(tmpdir(), 'strayflow-lab-'));
const lab = new Lab('rec', work);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Park-Miller, so that two recordings have the same plan. */
let seed = 20;
const random = () => {
  seed = (seed * 48271) % 0x7fffffff;
  return seed / 0x7fffffff;
};

function startServices() {
  mkdirSync('/run/sshd', { recursive: true });
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(work, 'host_key')]);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(work, 'user_key')]);
  writeFileSync(
    join(work, 'sshd_config'),
    `HostKey ${work}/host_key\nUsePAM no\nPasswordAuthentication yes\nPermitRootLogin yes\nMaxStartups 200\n` +
      `AuthorizedKeysFile ${work}/user_key.pub\nStrictModes no\nPidFile none\n`,
  );
  lab.start('server', ['/usr/sbin/sshd', '-D', '-f', join(work, 'sshd_config')]);
  lab.start('server', ['iperf3', '-s']);
  lab.start('server', [
    'dnsmasq',
    '-k',
    '--conf-file=/dev/null',
    '--no-resolv',
    '--no-hosts',
    '--user=root',
    '--pid-file=',
    '--cache-size=0',
    `--listen-address=${HOSTS.server}`,
    '--bind-interfaces',
    ...SITES.map((name) => `--address=/${name}.lab.example/${siteAddress(name)}`),
  ]);
  const page =
    "require('node:http').createServer((q, r) => { const n = Number(/(\\d+)$/.exec(q.url)?.[1] ?? 500);" +
    " r.setHeader('content-type', 'text/plain'); r.end('x'.repeat(Math.min(n, 200000))); }).listen(80);";
  lab.start('server', [process.execPath, '-e', page]);
}

/** What people at two desks do, until `until` (ms of the clock): look things up, read pages, log in, send a file. */
async function workDay(host, until) {
  const ssh = [
    'ssh',
    '-F',
    'none',
    '-i',
    join(work, 'user_key'),
    '-o',
    'StrictHostKeyChecking=no',
    '-o',
    'UserKnownHostsFile=/dev/null',
    '-o',
    'LogLevel=ERROR',
    `root@${HOSTS.server}`,
  ];
  while (Date.now() < until) {
    const dice = random();
    if (dice < 0.97) {
      const name = SITES[Math.floor(random() * SITES.length)];
      if (random() < 0.6) {
        await lab.run(host, ['dig', '+short', '+tries=1', `@${HOSTS.server}`, `${name}.lab.example`]);
      }
      const size = Math.floor(200 * 10 ** (random() ** 1.5 * 2.7));
      await lab.run(host, ['curl', '-s', '-o', '/dev/null', `http://${siteAddress(name)}/page/${size}`]);
    } else if (dice < 0.975) await lab.run(host, [...ssh, 'ls -lR /etc | head -c 40000; sleep 3']);
    else if (dice < 0.99) await lab.run(host, ['ping', '-c', '2', '-i', '0.3', HOSTS.server]);
    else await lab.run(host, ['iperf3', '-c', HOSTS.server, '-n', '200K']);
    await pause(20 + random() ** 3 * 400);
  }
}

/** Records the office's bridge while `scene` plays. */
async function record(file, scene) {
  const path = join(work, file);
  const dump = lab.start('router', ['tcpdump', '-i', 'br0', '-s', '80', '-U', '-w', path, 'ip or arp']);
  await new Promise((resolve, reject) => {
    dump.stderr.on('data', (chunk) => String(chunk).includes('listening') && resolve(undefined));
    dump.on('close', () => reject(new Error('tcpdump ended before it listened')));
  });
  const events = await scene();
  await pause(1500);
  dump.removeAllListeners('close');
  const closed = new Promise((resolve) => dump.on('close', resolve));
  dump.kill('SIGTERM');
  await closed;
  writeFileSync(
    join(captures, `${file}.gz`),
    execFileSync('gzip', ['-9', '-n', '-c', path], { maxBuffer: 1 << 28 }),
  );
  return events;
}

const seconds = () => Date.now() / 1000;

/** Runs an attack and notes what it was, by whom, against whom, from when to when. */
async function attack(events, behaviour, victim, tool, command, options) {
  const start = seconds();
  const { output } = await lab.run('attacker', command, options);
  events.push({ behaviour, attacker: HOSTS.attacker, victims: [victim], tool, start, end: seconds() });
  process.stdout.write(`${behaviour}: ${tool}\n${output.split('\n').slice(-4).join('\n')}\n`);
}

async function attacks() {
  const events = [];
  await pause(20_000);
  await attack(
    events,
    'port-scan',
    HOSTS.server,
    'nmap -sS -T4 -F',
    ['nmap', '-sS', '-T4', '-F', '-n', '-Pn', HOSTS.server],
    { seconds: 30 },
  );
  await pause(8_000);
  await attack(
    events,
    'port-scan',
    HOSTS.server,
    'nmap -sT -p 22,445',
    ['nmap', '-sT', '-n', '-Pn', '-p', '22,445', '--max-retries', '0', '10.20.1.0/26'],
    { seconds: 40 },
  );
  await pause(8_000);
  const words = Array.from({ length: 2_000 }, (_, i) => `password${i}`).join('\n');
  writeFileSync(join(work, 'words'), `${words}\n`);
  await attack(
    events,
    'brute-force',
    HOSTS.server,
    'hydra ssh',
    ['hydra', '-l', 'root', '-P', join(work, 'words'), '-t', '6', '-w', '3', '-I', `ssh://${HOSTS.server}`],
    { seconds: 45 },
  );
  await pause(8_000);
  await attack(
    events,
    'flood',
    HOSTS.server,
    'hping3 -S -p 80',
    ['hping3', '-q', '-S', '-p', '80', '-i', 'u1250', '-c', '8000', HOSTS.server],
    { seconds: 14 },
  );
  await pause(8_000);
  await attack(
    events,
    'man-in-the-middle',
    HOSTS.alice,
    'arpspoof',
    ['arpspoof', '-i', 'eth0', '-t', HOSTS.alice, ROUTER],
    { seconds: 8 },
  );
  return events;
}

try {
  mkdirSync(captures, { recursive: true });
  lab.up();
  startServices();
  await pause(1500);
  await record('ordinary.pcap', async () => {
    const until = Date.now() + 90_000;
    await Promise.all(CLIENTS.map((host) => workDay(host, until)));
    return [];
  });
  const events = await record('attacked.pcap', async () => {
    let over = false;
    const busy = CLIENTS.map(async (host) => {
      while (!over) await workDay(host, Date.now() + 2_000);
    });
    const done = await attacks();
    over = true;
    await Promise.all(busy);
    return done;
  });
  const truth = {
    internal: INTERNAL,
    others: 'benign',
    inputs: {
      'ordinary.pcap.gz': { attackers: {} },
      'attacked.pcap.gz': {
        attackers: { [HOSTS.attacker]: [...new Set(events.map((event) => event.behaviour))] },
      },
    },
    events,
    notes: `The server is ${HOSTS.server}, the clients are ${CLIENTS.map((host) => HOSTS[host]).join(', ')}, the router is ${ROUTER}.`,
  };
  writeFileSync(join(captures, 'truth.json'), `${JSON.stringify(truth, null, 1)}\n`);
} finally {
  await lab.down();
  rmSync(work, { recursive: true, force: true });
}
