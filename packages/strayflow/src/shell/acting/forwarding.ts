/** Whether traffic of others goes through this machine, so that a block in its firewall can stop it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Forwarding {
  readonly ipv4: boolean;
  readonly ipv6: boolean;
  /** Frames between ports of a bridge of this machine pass its firewall. */
  readonly bridged: boolean;
}

export interface KernelFolders {
  /** "/proc", "/sys". */
  readonly proc: string;
  readonly sys: string;
}

export function forwarding({ proc, sys }: KernelFolders): Forwarding {
  const isOn = (name: string) => {
    try {
      return readFileSync(join(proc, 'sys/net', name), 'utf8').trim() === '1';
    } catch {
      // The kernel has no such part.
      return false;
    }
  };
  return {
    ipv4: isOn('ipv4/ip_forward'),
    ipv6: isOn('ipv6/conf/all/forwarding'),
    bridged: isOn('bridge/bridge-nf-call-iptables') && hasBridge(sys),
  };
}

function hasBridge(sys: string): boolean {
  const interfaces = join(sys, 'class/net');
  return (
    existsSync(interfaces) &&
    readdirSync(interfaces).some((name) => existsSync(join(interfaces, name, 'bridge')))
  );
}

/** Plain words, and whether blocks here protect anybody but this machine. */
export function forwardingInWords({ ipv4, ipv6, bridged }: Forwarding): {
  readonly protects: boolean;
  readonly text: string;
} {
  const ways = [
    ...(ipv4 ? ['IPv4'] : []),
    ...(ipv6 ? ['IPv6'] : []),
    ...(bridged ? ['what its bridges carry'] : []),
  ];
  if (ways.length === 0) {
    return {
      protects: false,
      text: 'this machine forwards nothing: blocks in its firewall protect this machine alone',
    };
  }
  const missing = bridged ? [] : [...(ipv4 ? [] : ['IPv4']), ...(ipv6 ? [] : ['IPv6'])];
  const rest = missing.length === 0 ? '' : `, and not ${missing.join(' and ')}`;
  return { protects: true, text: `this machine forwards ${ways.join(', ')}${rest}` };
}
