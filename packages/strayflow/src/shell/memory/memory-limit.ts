/** How much memory this process may have, and has: by its control groups (version 2 or 1), else by the machine. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KernelFolders } from '../acting/forwarding.js';

export interface MemoryLimit {
  readonly bytes: number;
  /** Who sets it. */
  readonly by: 'control group' | 'machine';
}

interface Layout {
  /** Where groups lie below /sys/fs/cgroup. */
  readonly mount: string;
  /** Files of a group that bound it. */
  readonly bounds: readonly string[];
  readonly usage: string;
  /** In memory.stat: pages of files, which the kernel takes back before it ends anybody. */
  readonly reclaimable: string;
}

const VERSION_2: Layout = {
  mount: '',
  bounds: ['memory.max', 'memory.high'],
  usage: 'memory.current',
  reclaimable: 'inactive_file',
};
const VERSION_1: Layout = {
  mount: 'memory',
  bounds: ['memory.limit_in_bytes'],
  usage: 'memory.usage_in_bytes',
  reclaimable: 'total_inactive_file',
};

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The kernel, or this group, has no such file.
    return null;
  }
}

/** The group of this process and those that it lies in, innermost first. */
function groups({ proc, sys }: KernelFolders): {
  readonly layout: Layout;
  readonly folders: readonly string[];
} {
  const lines = (textOf(join(proc, 'self/cgroup')) ?? '').split('\n').map((line) => line.split(':'));
  const ofMemory = lines.find(([, controllers]) => controllers?.split(',').includes('memory'));
  const layout = ofMemory === undefined ? VERSION_2 : VERSION_1;
  const path = (ofMemory ?? lines.find(([number]) => number === '0'))?.slice(2).join(':') ?? '/';
  const top = join(sys, 'fs/cgroup', layout.mount);
  const folders: string[] = [];
  // In a container the path may be that of another view: then the top is this process's own group.
  for (let at = path; ; at = dirname(at)) {
    folders.push(join(top, at));
    if (at === '/' || at === '.') return { layout, folders };
  }
}

/** Null where the kernel says nothing. */
export function memoryLimit(kernel: KernelFolders): MemoryLimit | null {
  const { layout, folders } = groups(kernel);
  const total = /^MemTotal:\s+(\d+) kB/m.exec(textOf(join(kernel.proc, 'meminfo')) ?? '');
  const machine = total === null ? Number.POSITIVE_INFINITY : Number(total[1]) * 1_024;
  const bounds = folders.flatMap((folder) =>
    layout.bounds.map((name) => Number.parseInt(textOf(join(folder, name)) ?? '', 10)),
  );
  // "max" is no number; version 1 writes a number larger than any machine.
  const bytes = Math.min(...bounds.filter((bound) => bound > 0 && bound < machine), Number.POSITIVE_INFINITY);
  if (Number.isFinite(bytes)) return { bytes, by: 'control group' };
  return Number.isFinite(machine) ? { bytes: machine, by: 'machine' } : null;
}

/** Bytes of the group of this process that cannot be had back at once; null where the kernel does not say, or there is no group. */
export function memoryInUse(kernel: KernelFolders): number | null {
  const { layout, folders } = groups(kernel);
  const folder = folders.find((each) => textOf(join(each, layout.usage)) !== null);
  if (folder === undefined) return null;
  const used = Number.parseInt(textOf(join(folder, layout.usage)) ?? '', 10);
  const found = new RegExp(`^${layout.reclaimable} (\\d+)$`, 'm').exec(
    textOf(join(folder, 'memory.stat')) ?? '',
  );
  return Number.isFinite(used) ? Math.max(0, used - Number(found?.[1] ?? 0)) : null;
}
