import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryInUse, memoryLimit } from '../../../src/shell/memory/memory-limit.js';
import { memoryPlan, memoryWords } from '../../../src/shell/memory/memory-plan.js';
import { scratchFolder } from '../scratch-folder.js';

const MIB = 2 ** 20;
const MACHINE = { 'proc/meminfo': 'MemTotal:        8388608 kB\nMemFree: 1 kB\n' };

function kernel(files: Record<string, string>) {
  const folder = scratchFolder({ ...MACHINE, ...files });
  return { proc: join(folder, 'proc'), sys: join(folder, 'sys') };
}

describe('the limit of memory', () => {
  it('is the least of the groups that this process lies in (version 2)', () => {
    const nested = kernel({
      'proc/self/cgroup': '0::/system.slice/strayflow.service\n',
      'sys/fs/cgroup/system.slice/strayflow.service/memory.max': '2147483648\n',
      'sys/fs/cgroup/system.slice/strayflow.service/memory.high': 'max\n',
      'sys/fs/cgroup/system.slice/memory.max': '1073741824\n',
    });
    expect(memoryLimit(nested)).toEqual({ bytes: 1_024 * MIB, by: 'control group' });
  });

  it('counts what the kernel slows down from, too', () => {
    const slowed = kernel({
      'proc/self/cgroup': '0::/a\n',
      'sys/fs/cgroup/a/memory.max': '2147483648\n',
      'sys/fs/cgroup/a/memory.high': '536870912\n',
    });
    expect(memoryLimit(slowed)?.bytes).toBe(512 * MIB);
  });

  it('is read where a container sees its own group at the top', () => {
    const container = kernel({
      'proc/self/cgroup': '0::/../other/path\n',
      'sys/fs/cgroup/memory.max': '268435456\n',
    });
    expect(memoryLimit(container)?.bytes).toBe(256 * MIB);
  });

  it('is read of version 1', () => {
    const old = kernel({
      'proc/self/cgroup': '5:cpu:/\n4:memory:/a/b\n0::/\n',
      'sys/fs/cgroup/memory/a/b/memory.limit_in_bytes': '9223372036854771712\n',
      'sys/fs/cgroup/memory/a/memory.limit_in_bytes': '536870912\n',
      'sys/fs/cgroup/memory/a/b/memory.usage_in_bytes': '400000000\n',
      'sys/fs/cgroup/memory/a/b/memory.stat': 'inactive_file 1\ntotal_inactive_file 150000000\n',
    });
    expect(memoryLimit(old)?.bytes).toBe(512 * MIB);
    expect(memoryInUse(old)).toBe(250_000_000);
  });

  it('is the machine where no group has one, and unknown where the kernel is silent', () => {
    const free = kernel({ 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/memory.max': 'max\n' });
    expect(memoryLimit(free)).toEqual({ bytes: 8_192 * MIB, by: 'machine' });
    expect(memoryInUse(free)).toBeNull();
    const empty = scratchFolder();
    expect(memoryLimit({ proc: empty, sys: empty })).toBeNull();
  });

  it('of what is in use leaves out the pages of files that can be had back', () => {
    const busy = kernel({
      'proc/self/cgroup': '0::/a\n',
      'sys/fs/cgroup/a/memory.current': '900\n',
      'sys/fs/cgroup/a/memory.stat': 'anon 500\ninactive_file 300\nactive_file 100\n',
    });
    expect(memoryInUse(busy)).toBe(600);
  });
});

describe('a plan of memory', () => {
  it('bounds rows and heaps by a small limit, and says so', () => {
    const plan = memoryPlan({ bytes: 300 * MIB, by: 'control group' }, 2_000_000);
    expect(plan).toMatchObject({ heldRows: 419_430, readingHeapMib: 96, serverHeapMib: 96 });
    expect(memoryWords(plan, 2_000_000)).toBe(
      'The control group allows 315 MB of memory; 419,430 rows may wait to be put into order, not 2,000,000; it needs 537 MB or more.',
    );
  });

  it('leaves what was configured where there is room, or where nobody knows', () => {
    const large = memoryPlan({ bytes: 16 * 1_024 * MIB, by: 'machine' }, 2_000_000);
    expect(large).toMatchObject({ heldRows: 2_000_000, readingHeapMib: null, serverHeapMib: 512 });
    expect(memoryWords(large, 2_000_000)).toBeNull();
    const unknown = memoryPlan(null, 5_000_000);
    expect(unknown).toMatchObject({ heldRows: 5_000_000, serverHeapMib: 512 });
    expect(memoryWords(unknown, 5_000_000)).toBeNull();
  });
});
