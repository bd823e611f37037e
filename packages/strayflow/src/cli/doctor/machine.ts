/** Doctor's questions about this machine: memory, open files, the buffer for datagrams. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.js';
import { byteSize, count } from '../../model/format.js';
import type { KernelFolders } from '../../shell/acting/forwarding.js';
import { memoryLimit } from '../../shell/memory/memory-limit.js';
import { LEAST_BYTES, memoryPlan, memoryWords } from '../../shell/memory/memory-plan.js';
import type { Answer } from '../doctor-answer.js';

/** Connections, databases, segments, followed files and what Node itself holds open. */
const FILES_BESIDE = 512;

export function machineAnswers(config: Config, kernel: KernelFolders): readonly Answer[] {
  return [memory(config, kernel), openFiles(config, kernel), ...receiveBuffer(config, kernel)];
}

function memory({ watch }: Config, kernel: KernelFolders): Answer {
  const question = 'memory';
  const limit = memoryLimit(kernel);
  if (limit === null) return { question, ok: null, detail: 'the kernel does not say how much there is' };
  const words = memoryWords(memoryPlan(limit, watch.maxHeldRows), watch.maxHeldRows);
  const detail = words ?? `${byteSize(limit.bytes)}, of the ${limit.by}`;
  if (limit.bytes >= LEAST_BYTES) return { question, ok: true, detail };
  return {
    question,
    ok: false,
    detail,
    hint: 'Raise MemoryMax of the unit, or --memory of the container (docs/operations.md).',
  };
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The kernel has no such file.
    return null;
  }
}

function openFiles({ server }: Config, { proc }: KernelFolders): Answer {
  const question = 'files';
  const found = /^Max open files\s+(\d+|unlimited)/m.exec(read(join(proc, 'self/limits')) ?? '')?.[1];
  if (found === undefined)
    return { question, ok: null, detail: 'the kernel does not say how many may be open' };
  const most = found === 'unlimited' ? Number.POSITIVE_INFINITY : Number(found);
  const needed = server.connections.most + FILES_BESIDE;
  const detail = `${found === 'unlimited' ? found : count(most)} may be open at a time`;
  if (most >= needed) return { question, ok: true, detail };
  return {
    question,
    ok: false,
    detail,
    hint: `Raise the limit to ${count(needed)} or more (LimitNOFILE of the unit, ulimit -n), or lower server.connections.most.`,
  };
}

function receiveBuffer({ watch }: Config, { proc }: KernelFolders): readonly Answer[] {
  const question = 'buffer';
  const wanted = Math.max(
    0,
    ...watch.inputs.map((input) => (input.kind === 'udp' ? input.receiveBufferBytes : 0)),
  );
  if (wanted === 0) return [];
  const given = Number.parseInt(read(join(proc, 'sys/net/core/rmem_max')) ?? '', 10);
  if (!(given > 0))
    return [{ question, ok: null, detail: 'the kernel does not say how large buffers of sockets may be' }];
  const detail = `a socket may buffer ${byteSize(given)}, ${byteSize(wanted)} are wanted`;
  if (given >= wanted) return [{ question, ok: true, detail }];
  return [
    {
      question,
      ok: null,
      detail,
      hint: `In bursts the kernel drops datagrams (they are counted). As root: sysctl -w net.core.rmem_max=${wanted}`,
    },
  ];
}
