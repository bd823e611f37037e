/** Datagrams that Linux dropped because a socket's buffer was full, from the system's socket statistics. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const TABLES = ['/proc/net/udp', '/proc/net/udp6'];

/** Inodes of this process's sockets; empty where there is no /proc. */
export function ownSockets(): ReadonlySet<string> {
  const inodes = new Set<string>();
  let descriptors: readonly string[];
  try {
    descriptors = readdirSync('/proc/self/fd');
  } catch {
    // Not Linux.
    return inodes;
  }
  for (const descriptor of descriptors) {
    try {
      const found = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${descriptor}`));
      if (found !== null) inodes.add(found[1]!);
    } catch {
      // Closed since the folder was listed.
    }
  }
  return inodes;
}

export interface SocketLine {
  readonly inode: string;
  readonly port: number;
  readonly drops: number;
}

/**
 * Lines of /proc/net/udp (Linux, Documentation/networking/proc_net_tcp.rst; net/ipv4/udp.c `udp4_format_sock`): second
 * field address:port in hexadecimal, tenth the inode, last the drops.
 */
export function parseSocketTable(text: string): readonly SocketLine[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      const port = Number.parseInt(fields[1]?.split(':')[1] ?? '', 16);
      const drops = Number(fields.at(-1));
      const inode = fields[9];
      return inode === undefined || !Number.isInteger(port) || !Number.isInteger(drops)
        ? []
        : [{ inode, port, drops }];
    });
}

/** Drops of the sockets with these inodes; null where the system does not say. */
export function kernelDrops(inodes: ReadonlySet<string>): number | null {
  let found = false;
  let drops = 0;
  for (const table of TABLES) {
    let text: string;
    try {
      text = readFileSync(table, 'utf8');
    } catch {
      // No IPv6, or not Linux.
      continue;
    }
    for (const line of parseSocketTable(text)) {
      if (!inodes.has(line.inode)) continue;
      found = true;
      drops += line.drops;
    }
  }
  return found ? drops : null;
}
