/** Records one small capture for each kind of forged address, with its truth: real stacks and hping3 in namespaces. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Lab } from './network.mjs';

const captures = fileURLToPath(new URL('./forged/', import.meta.url));
const NEEDED = { ip: 'iproute2', tcpdump: 'tcpdump', hping3: 'hping3', curl: 'curl' };
const PATH = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const missing = Object.keys(NEEDED).filter((tool) => !PATH.some((folder) => existsSync(`${folder}/${tool}`)));
if (missing.length > 0 || process.getuid?.() !== 0) {
  process.stderr.write(
    `Recording needs root and Debian's packages: apt-get install --no-install-recommends ${Object.values(NEEDED).join(' ')}\n`,
  );
  process.exit(2);
}

const DESK = '10.30.0.11';
const NEIGHBOUR = '10.30.0.12';
const ROGUE = '10.30.1.66';
const CLIENT = '45.67.8.10';
/** Nobody has it. */
const NOBODY = '45.67.8.20';
/** Twelve hops away, as the capture sees it. */
const CLIENT_TTL = '52';

const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] });

/** A router with two inside wires (desk, rogue) and two outside ones (client, forger); the forger also reaches the client. */
class ForgedLab extends Lab {
  get hosts() {
    return ['router', 'desk', 'rogue', 'client', 'forger'];
  }

  up() {
    for (const host of this.hosts) {
      ip('netns', 'add', this.namespace(host));
      ip('-n', this.namespace(host), 'link', 'set', 'lo', 'up');
    }
    this.set('router', 'net.ipv4.ip_forward=1');
    this.set('router', 'net.ipv4.conf.all.rp_filter=0');
    this.set('router', 'net.ipv4.conf.default.rp_filter=0');
    this.wire('router', 'lan', '10.30.0.1/24', 'desk', 'eth0', `${DESK}/24`, '01');
    this.wire('router', 'lan2', '10.30.1.1/24', 'rogue', 'eth0', `${ROGUE}/24`, '02');
    this.wire('router', 'wan', '45.67.8.1/24', 'client', 'eth0', `${CLIENT}/24`, '03');
    this.wire('router', 'wan2', '45.67.9.1/24', 'forger', 'eth0', '45.67.9.66/24', '04');
    this.wire('client', 'eth1', '45.67.10.1/24', 'forger', 'eth1', '45.67.10.66/24', '05');
    ip('-n', this.namespace('desk'), 'addr', 'add', `${NEIGHBOUR}/24`, 'dev', 'eth0');
    this.gateway('desk', '10.30.0.1');
    this.gateway('rogue', '10.30.1.1');
    this.gateway('client', '45.67.8.1');
    this.gateway('forger', '45.67.9.1');
    ip('-n', this.namespace('forger'), 'route', 'add', `${CLIENT}/32`, 'via', '45.67.10.1');
    for (const side of ['all', 'eth0', 'eth1']) this.set('client', `net.ipv4.conf.${side}.rp_filter=0`);
    this.set('client', `net.ipv4.ip_default_ttl=${CLIENT_TTL}`);
  }

  set(host, value) {
    execFileSync('ip', ['netns', 'exec', this.namespace(host), 'sysctl', '-qw', value]);
  }

  gateway(host, address) {
    ip('-n', this.namespace(host), 'route', 'add', 'default', 'via', address);
  }

  /** Fixed MAC addresses, so that two recordings have the same. */
  wire(left, leftDevice, leftAddress, right, rightDevice, rightAddress, mac) {
    const [a, b] = [this.namespace(left), this.namespace(right)];
    ip('-n', a, 'link', 'add', leftDevice, 'type', 'veth', 'peer', 'name', rightDevice, 'netns', b);
    ip('-n', a, 'link', 'set', leftDevice, 'address', `02:00:00:00:01:${mac}`, 'up');
    ip('-n', b, 'link', 'set', rightDevice, 'address', `02:00:00:00:02:${mac}`, 'up');
    ip('-n', a, 'addr', 'add', leftAddress, 'dev', leftDevice);
    ip('-n', b, 'addr', 'add', rightAddress, 'dev', rightDevice);
  }
}

const lab = new ForgedLab('forge', mkdtempSync(join(tmpdir(), 'strayflow-forged-')));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const SERVER = "require('node:http').createServer((q, r) => r.end('hello')).listen(80, '0.0.0.0');";

/** `count` pages, one after another, from an address of the host. */
function pages(host, from, to, count) {
  const one = `curl -s -o /dev/null -m 2 --interface ${from} http://${to}/page`;
  return lab.run(host, ['sh', '-c', `for i in $(seq ${count}); do ${one}; done`], { seconds: 60 });
}

const hping = (host, ...args) => lab.run(host, ['hping3', '-q', ...args], { seconds: 30 });

/** What is ordinary in every capture: the client reads the desk's pages, both desks and the rogue read the client's. */
async function ordinary(clientPages) {
  await pages('client', CLIENT, DESK, clientPages);
  await pages('desk', DESK, CLIENT, 15);
  await pages('desk', NEIGHBOUR, CLIENT, 15);
  await pages('rogue', ROGUE, CLIENT, 25);
}

const CASES = {
  'own-prefix': {
    kind: 'own-prefix',
    victim: NEIGHBOUR,
    what: 'hping3 from outside in the name of an inside host',
    async play() {
      await ordinary(120);
      await hping('client', '-S', '-p', '80', '-i', 'u50000', '-c', '20', '-a', NEIGHBOUR, DESK);
    },
  },
  interface: {
    kind: 'moved-source',
    victim: CLIENT,
    what: 'hping3 on the second uplink in the name of a client of the first, with its TTL',
    async play() {
      await ordinary(20);
      const forged = ['-S', '-p', '80', '-i', 'u200000', '-c', '20', '--ttl', CLIENT_TTL, '-a', CLIENT, DESK];
      const forging = hping('forger', ...forged);
      await pause(1_500);
      await pages('client', CLIENT, DESK, 10);
      await forging;
    },
  },
  ttl: {
    kind: 'strange-distance',
    victim: CLIENT,
    what: 'hping3 on the uplink of a client, in its name, from another distance',
    async play() {
      await ordinary(20);
      const forging = hping('client', '-S', '-p', '80', '-i', 'u200000', '-c', '20', '--ttl', '110', DESK);
      await pause(1_500);
      await pages('client', CLIENT, DESK, 10);
      await forging;
    },
  },
  leaving: {
    kind: 'foreign-sender',
    actor: ROGUE,
    what: 'hping3 --rand-source from inside',
    async play() {
      await ordinary(20);
      await hping('rogue', '-S', '-p', '80', '-i', 'u10000', '-c', '300', '--rand-source', NOBODY);
    },
  },
  backscatter: {
    kind: 'backscatter',
    victim: CLIENT,
    what: 'answers of a server that is flooded by another way in the names of inside addresses',
    async play() {
      await ordinary(20);
      const one = `hping3 -q -S -p 80 -c 1 -i u1000 -a 10.30.0.$i ${CLIENT}`;
      await lab.run('forger', ['sh', '-c', `for i in $(seq 100 139); do ${one}; done`], { seconds: 90 });
    },
  },
  bogon: {
    kind: 'impossible-source',
    victim: DESK,
    what: 'hping3 from outside in the names of 240.1.2.3 and 0.1.2.3',
    async play() {
      await ordinary(20);
      await hping('client', '-S', '-p', '80', '-i', 'u50000', '-c', '12', '-a', '240.1.2.3', DESK);
      await hping('client', '-S', '-p', '80', '-i', 'u50000', '-c', '12', '-a', '0.1.2.3', DESK);
    },
  },
};

/** Packets as they come into the router, by the interface that they came by. */
async function record(name, play) {
  const path = join(lab.folder, `${name}.pcap`);
  const dump = lab.start('router', [
    ...['tcpdump', '-i', 'any', '-y', 'LINUX_SLL2', '-Q', 'in', '-s', '100', '-U', '-w', path, 'ip'],
  ]);
  await new Promise((resolve, reject) => {
    dump.stderr.on('data', (chunk) => String(chunk).includes('listening') && resolve(undefined));
    dump.on('close', () => reject(new Error('tcpdump ended before it listened')));
  });
  const start = Date.now() / 1000;
  await play();
  const end = Date.now() / 1000;
  await pause(1_000);
  dump.removeAllListeners('close');
  const closed = new Promise((resolve) => dump.on('close', resolve));
  dump.kill('SIGTERM');
  await closed;
  const packed = execFileSync('gzip', ['-9', '-n', '-c', path], { maxBuffer: 1 << 28 });
  writeFileSync(join(captures, `${name}.pcap.gz`), packed);
  process.stdout.write(`${name}: ${packed.length} bytes\n`);
  return { start, end };
}

try {
  mkdirSync(captures, { recursive: true });
  lab.up();
  for (const host of ['desk', 'client']) lab.start(host, [process.execPath, '-e', SERVER]);
  await pause(1_000);
  const inputs = {};
  for (const [name, { kind, victim, actor, what, play }] of Object.entries(CASES)) {
    const times = await record(name, play);
    inputs[`${name}.pcap.gz`] = {
      kind,
      host: victim ?? actor,
      role: actor === undefined ? 'victim' : 'actor',
      what,
      ...times,
    };
  }
  const truth = {
    about: 'forged addresses, one kind a capture',
    score: false,
    internal: ['10.30.0.0/16'],
    inputs,
  };
  writeFileSync(join(captures, 'truth.json'), `${JSON.stringify(truth, null, 2)}\n`);
} finally {
  await lab.down();
  rmSync(lab.folder, { recursive: true, force: true });
}
