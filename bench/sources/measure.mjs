/** Measures one job: all sides in turn, as often as there are rounds; one input on one thread, two on two, and memory. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Side } from '../detectors/side.mjs';
import { busyShare, processorSeconds } from './busy.mjs';
import { writeInput } from './inputs.mjs';
import { THREADED_PEERS } from './jobs.mjs';
import { pathOf } from './paths.mjs';

const TIMEOUT_SECONDS = 120;
/** A peer on two threads that takes longer is asked once: there is no target for it. */
const SLOW_SECONDS = 8;
const MEMORY_TIMEOUT_MS = 480_000;
const MEMORY_RECORDS = 20_000;
const OURS = fileURLToPath(new URL('./ours.mjs', import.meta.url));
const NPM_PEERS = fileURLToPath(new URL('./npm-peers.mjs', import.meta.url));
const TOOLS = fileURLToPath(new URL('./tools.mjs', import.meta.url));
const MEMORY = fileURLToPath(new URL('./memory.mjs', import.meta.url));
const PANDAS = fileURLToPath(new URL('./pandas_peer.py', import.meta.url));

/** Peers that are not packages of the npm registry: what proves that they are there, and their Debian package. */
const DEBIAN = {
  pandas: ['/usr/lib/python3/dist-packages/pandas', 'python3-pandas'],
  tshark: ['/usr/bin/tshark', 'tshark'],
  softflowd: ['/usr/sbin/softflowd', 'softflowd'],
  nfpcapd: ['/usr/bin/nfpcapd', 'nfdump'],
};

function commandOf(peer, folder, threads) {
  if (peer === undefined) return [process.execPath, '--expose-gc', OURS, folder, String(threads)];
  if (peer === 'pandas') return ['/usr/bin/python3', PANDAS, folder];
  if (DEBIAN[peer] !== undefined) return [process.execPath, TOOLS, folder, peer];
  return [process.execPath, NPM_PEERS, folder, peer, String(threads)];
}

/** @param sides ours first @returns how busy the machine was */
async function inTurn(job, sides, rounds, slowSeconds = Number.POSITIVE_INFINITY) {
  const before = processorSeconds();
  try {
    for (let round = 0; round < rounds; round++) {
      for (const side of sides) {
        const slow = side !== sides[0] && side.rounds[0] > slowSeconds;
        if (!slow) await side.round();
      }
      if (sides[0].failure !== undefined) throw new Error(`${job.job}: ${sides[0].failure}`);
    }
  } finally {
    for (const side of sides) side.end();
  }
  return { busy: busyShare(before, processorSeconds()), load: loadavg()[0] };
}

function sideOf(job, peer, threads, { folder, missing }) {
  const side = new Side(commandOf(peer, folder, threads), { job: job.job }, TIMEOUT_SECONDS);
  if (DEBIAN[peer] !== undefined) {
    const [proof, name] = DEBIAN[peer];
    if (!existsSync(proof)) side.failure = `not installed: apt-get install ${name}`;
  } else if (peer !== undefined) side.failure = missing(peer);
  return side;
}

const told = ({ rounds, cpu, failure, outcome }) => ({ rounds, cpu, failure, outcome });

/** @param {object} job of jobs.mjs @param {{ folder: string, rounds: number, records: number, missing: (peer: string) => string | undefined }} settings */
export async function measureSpeed(job, settings) {
  const sides = [undefined, ...job.peers.map(({ peer }) => peer)].map((peer) =>
    sideOf(job, peer, 1, settings),
  );
  const state = await inTurn(job, sides, settings.rounds);
  const [ours, ...peers] = sides.map(told);
  return {
    job: job.job,
    kind: 'speed',
    records: settings.records,
    ours,
    peers: peers.map((side, index) => ({ peer: job.peers[index].peer, ...side })),
    ...state,
  };
}

/** Ours with one input on one thread and with two on two, and the peers that can do the latter. */
export async function measureThreads(job, settings) {
  const names = job.peers.map(({ peer }) => peer).filter((peer) => THREADED_PEERS.includes(peer));
  const sides = [
    sideOf(job, undefined, 1, settings),
    sideOf(job, undefined, 2, settings),
    ...names.map((peer) => sideOf(job, peer, 2, settings)),
  ];
  const state = await inTurn(job, sides, settings.rounds, SLOW_SECONDS);
  const [one, two, ...peers] = sides.map(told);
  return {
    job: job.job,
    kind: 'threads',
    records: settings.records,
    one,
    two,
    peers: peers.map((side, index) => ({ peer: names[index], ...side })),
    ...state,
  };
}

/** Peak memory of a process for each size of input (MB), of which it holds few records at a time. */
export async function measureMemory({ job }, { folder, sizes }) {
  const own = join(folder, 'memory');
  mkdirSync(own, { recursive: true });
  await writeInput(job, pathOf(own, job), MEMORY_RECORDS);
  const measured = [];
  for (const megabytes of sizes) measured.push({ megabytes, ...(await memoryOf(job, own, megabytes)) });
  return { job, kind: 'memory', sizes: measured };
}

async function memoryOf(job, folder, megabytes) {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [MEMORY, folder, job, megabytes], {
      timeout: MEMORY_TIMEOUT_MS,
    });
    return JSON.parse(stdout);
  } catch (error) {
    return { failure: error.killed ? `not done after ${MEMORY_TIMEOUT_MS / 1000} s` : 'failed' };
  }
}
