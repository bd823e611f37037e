/** The lab's network: namespaces for a router, a server of many sites, four clients and an attacker, with no way out of the machine. */
import { execFileSync, spawn } from 'node:child_process';

/** Host -> address; the router's bridge joins the office, the server stands behind the router. */
export const HOSTS = {
  attacker: '10.20.0.66',
  alice: '10.20.0.11',
  bob: '10.20.0.12',
  carol: '10.20.0.13',
  dave: '10.20.0.14',
  server: '10.20.1.10',
};
/** Who works in the office. */
export const CLIENTS = ['alice', 'bob', 'carol', 'dave'];
/** What the server is called; each name has an address of its own, from the server's on. */
export const SITES = ['www', 'mail', 'wiki', 'files', 'shop', 'time', 'code', 'news'];
/** @param {string} name */
export const siteAddress = (name) => `10.20.1.${10 + SITES.indexOf(name)}`;
export const ROUTER = '10.20.0.1';
export const INTERNAL = ['10.20.0.0/23'];

const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] });

export class Lab {
  /**
   * @param {string} tag tells the namespaces of one lab from those of another
   * @param {string} folder where tools that leave files behind leave them
   */
  constructor(tag, folder) {
    this.tag = tag;
    this.folder = folder;
    /** @type {Set<import('node:child_process').ChildProcess>} */
    this.children = new Set();
    /** Hosts beside those that every lab has. @type {string[]} */
    this.others = [];
  }

  /** Every host that has a namespace. @returns {string[]} */
  get hosts() {
    return ['router', ...Object.keys(HOSTS), ...this.others];
  }

  /** Name of the namespace of a host. @param {string} host */
  namespace(host) {
    return `sf${this.tag}-${host}`;
  }

  up() {
    const router = this.namespace('router');
    ip('netns', 'add', router);
    ip('-n', router, 'link', 'set', 'lo', 'up');
    ip('-n', router, 'link', 'add', 'br0', 'type', 'bridge');
    ip('-n', router, 'addr', 'add', `${ROUTER}/24`, 'dev', 'br0');
    ip('-n', router, 'link', 'set', 'br0', 'up');
    ip('netns', 'exec', router, 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
    for (const host of ['attacker', ...CLIENTS]) this.join(host, HOSTS[host], ROUTER, 'br0');
    this.join('server', HOSTS.server, '10.20.1.1', null);
    for (const name of SITES.slice(1)) {
      ip('-n', this.namespace('server'), 'addr', 'add', `${siteAddress(name)}/24`, 'dev', 'eth0');
    }
  }

  /** Adds a host behind the router, on its bridge or on a wire of its own. */
  join(host, address, gateway, bridge) {
    const router = this.namespace('router');
    const namespace = this.namespace(host);
    ip('netns', 'add', namespace);
    ip('-n', router, 'link', 'add', `to-${host}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
    if (bridge === null) ip('-n', router, 'addr', 'add', `${gateway}/24`, 'dev', `to-${host}`);
    else ip('-n', router, 'link', 'set', `to-${host}`, 'master', bridge);
    ip('-n', router, 'link', 'set', `to-${host}`, 'up');
    ip('-n', namespace, 'link', 'set', 'lo', 'up');
    ip('-n', namespace, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
    ip('-n', namespace, 'link', 'set', 'eth0', 'up');
    ip('-n', namespace, 'route', 'add', 'default', 'via', gateway);
  }

  /**
   * Adds a router to the office, and a host behind it: what the host sends reaches the office from that router alone.
   * @param {string} host @param {string} address of the host, in a network of 256 of its own
   * @param {string} via @param {string} viaAddress of the router, in the office
   */
  joinBehind(host, address, via, viaAddress) {
    this.others.push(via, host);
    this.join(via, viaAddress, ROUTER, 'br0');
    const [router, far] = [this.namespace(via), this.namespace(host)];
    const gateway = address.replace(/\d+$/, '1');
    ip('netns', 'exec', router, 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
    ip('netns', 'add', far);
    ip('-n', router, 'link', 'add', 'far', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', far);
    ip('-n', router, 'addr', 'add', `${gateway}/24`, 'dev', 'far');
    ip('-n', router, 'link', 'set', 'far', 'up');
    ip('-n', far, 'link', 'set', 'lo', 'up');
    ip('-n', far, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
    ip('-n', far, 'link', 'set', 'eth0', 'up');
    ip('-n', far, 'route', 'add', 'default', 'via', gateway);
    ip(
      '-n',
      this.namespace('router'),
      'route',
      'add',
      `${gateway}/24`.replace('.1/', '.0/'),
      'via',
      viaAddress,
    );
  }

  /**
   * Starts a command on a host.
   * @param {string} host @param {string[]} command @param {{ input?: string }} [options]
   */
  start(host, command, options = {}) {
    const child = spawn('ip', ['netns', 'exec', this.namespace(host), ...command], {
      cwd: this.folder,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    if (options.input !== undefined) child.stdin.end(options.input);
    this.children.add(child);
    child.on('close', () => this.children.delete(child));
    return child;
  }

  /**
   * Runs a command on a host to its end; the outcome of an attack tool is not ours to judge.
   * @param {string} host @param {string[]} command @param {{ seconds?: number, input?: string }} [options]
   * @returns {Promise<{ code: number | null, output: string }>}
   */
  run(host, command, options = {}) {
    const child = this.start(
      host,
      ['timeout', '-k', '2', String(options.seconds ?? 20), ...command],
      options,
    );
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    return new Promise((resolve) => {
      child.on('close', (code) => resolve({ code, output }));
    });
  }

  /** Ends what was started here and takes the network down; safe to call twice. */
  async down() {
    const ended = [...this.children].map((child) => new Promise((resolve) => child.once('close', resolve)));
    for (const child of this.children) child.kill('SIGTERM');
    await Promise.race([Promise.all(ended), new Promise((resolve) => setTimeout(resolve, 5000))]);
    for (const child of this.children) child.kill('SIGKILL');
    for (const host of this.hosts) {
      try {
        const pids = ip('netns', 'pids', this.namespace(host)).toString().split('\n').filter(Boolean);
        for (const pid of pids) process.kill(Number(pid), 'SIGKILL');
        ip('netns', 'del', this.namespace(host));
      } catch (error) {
        if (!/Cannot remove|No such file|does not exist|ESRCH/.test(String(error))) throw error;
      }
    }
  }
}
