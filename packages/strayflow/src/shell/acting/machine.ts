/** What this machine may not lose: its own addresses, its way out, those whom it asks, and who is logged in. */
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { formatAddress, isIpv4, type Prefix, parseAddress } from '../../model/address.js';
import { concerns, withEmbedded } from '../../model/prefix-overlap.js';

export type MachineRole =
  | 'own address'
  | 'gateway'
  | 'name server'
  | 'time server'
  | "administrator's session";

export interface MachinePeer {
  readonly role: MachineRole;
  /** 16 bytes. */
  readonly address: Uint8Array;
}

export interface MachineFiles {
  /** "/proc", "/etc". */
  readonly proc: string;
  readonly etc: string;
  /** What the shell's environment has for SSH_CONNECTION; the empty string for none. */
  readonly sshConnection: string;
}

const ADDRESS_BITS = 128;
const SSH_PORT = 22;
const NTP_PORT = 123;
/** States of /proc/net/tcp. */
const ESTABLISHED = '01';
const TIME_FILES = ['systemd/timesyncd.conf', 'chrony/chrony.conf', 'ntp.conf', 'ntpsec/ntp.conf'];
/** Far above what these files hold; the kernel's tables of sockets may be longer. */
const MOST_LINES = 100_000;

/** Lines of a file; none when it cannot be read: not every system has each. */
function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n', MOST_LINES);
  } catch {
    return [];
  }
}

/** Eight or 32 hexadecimal digits as the kernel prints them: 32-bit words in this machine's order. Null when malformed. */
function kernelAddress(text: string): Uint8Array | null {
  if (!/^(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{32})$/.test(text)) return null;
  const words = Uint32Array.from(text.match(/.{8}/g)!, (word) => Number.parseInt(word, 16));
  const bytes = new Uint8Array(16);
  if (words.length === 1) {
    bytes[10] = bytes[11] = 0xff;
    bytes.set(new Uint8Array(words.buffer), 12);
  } else bytes.set(new Uint8Array(words.buffer));
  return bytes;
}

function addressOf(text: string): Uint8Array | null {
  const bytes = new Uint8Array(16);
  return parseAddress(text.replace(/%.*$/, ''), bytes) ? bytes : null;
}

function gateways(proc: string): (Uint8Array | null)[] {
  const ipv4 = linesOf(join(proc, 'net/route')).flatMap((line) => {
    const [, destination, gateway] = line.split(/\s+/);
    return destination === '00000000' && gateway !== undefined ? [kernelAddress(gateway)] : [];
  });
  const ipv6 = linesOf(join(proc, 'net/ipv6_route')).flatMap((line) => {
    const [destination, length, , , gateway] = line.trim().split(/\s+/);
    if (length !== '00' || !/^0{32}$/.test(destination ?? '') || gateway === undefined) return [];
    // Printed byte by byte, unlike the tables of sockets.
    return [addressOf(gateway.replace(/(.{4})(?!$)/g, '$1:'))];
  });
  return [...ipv4, ...ipv6];
}

/** The other side of sockets at `port` of this machine, or of another. */
function peers(proc: string, table: string, of: 'local' | 'remote', port: number): (Uint8Array | null)[] {
  return [table, `${table}6`].flatMap((name) =>
    linesOf(join(proc, 'net', name)).flatMap((line) => {
      const [, local, remote, state] = line.trim().split(/\s+/);
      if (state !== ESTABLISHED || local === undefined || remote === undefined) return [];
      const [, at] = (of === 'local' ? local : remote).split(':');
      return Number.parseInt(at ?? '', 16) === port ? [kernelAddress(remote.split(':')[0]!)] : [];
    }),
  );
}

function resolvers(etc: string): (Uint8Array | null)[] {
  return linesOf(join(etc, 'resolv.conf')).flatMap((line) => {
    const [, address] = /^\s*nameserver\s+(\S+)/.exec(line) ?? [];
    return address === undefined ? [] : [addressOf(address)];
  });
}

/** Those that are named by address: a name is what its server is talked to by, which the table of sockets shows. */
function timeServers(etc: string): (Uint8Array | null)[] {
  return TIME_FILES.flatMap((name) =>
    linesOf(join(etc, name)).flatMap((line) => {
      const [, rest] = /^\s*(?:(?:Fallback)?NTP\s*=|(?:server|peer|pool)\s)(.*)$/.exec(line) ?? [];
      return (rest ?? '').split(/\s+/).map(addressOf);
    }),
  );
}

/** All that is known now. Loopback and unspecified addresses are left out. */
export function machinePeers(files: MachineFiles): readonly MachinePeer[] {
  const { proc, etc, sshConnection } = files;
  const own = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).map(({ address }) => addressOf(address)),
  );
  const found: readonly (readonly [MachineRole, readonly (Uint8Array | null)[]])[] = [
    ['own address', own],
    ['gateway', gateways(proc)],
    ['name server', resolvers(etc)],
    ['time server', [...timeServers(etc), ...peers(proc, 'udp', 'remote', NTP_PORT)]],
    [
      "administrator's session",
      [...peers(proc, 'tcp', 'local', SSH_PORT), addressOf(sshConnection.split(' ')[0]!)],
    ],
  ];
  return found.flatMap(([role, addresses]) =>
    addresses.flatMap((address) => (address === null || isNobody(address) ? [] : [{ role, address }])),
  );
}

/** 0.0.0.0, ::, and loopback. */
function isNobody(address: Uint8Array): boolean {
  if (isIpv4(address)) return address[12] === 0 || address[12] === 127;
  return address.subarray(0, 15).every((byte) => byte === 0) && address[15]! <= 1;
}

/** Why this machine needs somebody of the prefix, in words that follow "not blocked: "; null when it does not. */
export function needOf(prefix: Prefix, machine: readonly MachinePeer[]): string | null {
  const forms = withEmbedded(prefix);
  const peer = machine.find(({ address }) =>
    concerns(withEmbedded({ bytes: address, length: ADDRESS_BITS }), forms),
  );
  if (peer === undefined) return null;
  const what = peer.role === 'own address' || peer.role === "administrator's session" ? 'an' : 'a';
  return `${formatAddress(peer.address)} is ${what} ${peer.role} of this machine`;
}
