/** How busy the machine is with other work. */
import { readFileSync } from 'node:fs';

const PER_SECOND = 100;

/** Seconds of all processors so far, with work and without. */
export function processorSeconds() {
  const [, ...ticks] = readFileSync('/proc/stat', 'utf8').split('\n')[0].split(/\s+/).map(Number);
  const idle = ticks[3] + ticks[4];
  // Guests are counted in user and nice already.
  const all = ticks.slice(0, 8).reduce((total, each) => total + each, 0);
  return { all: all / PER_SECOND, idle: idle / PER_SECOND };
}

/** Share of the machine that had work between two calls, ours included, 0 to 1. */
export function busyShare(before, after) {
  return 1 - (after.idle - before.idle) / Math.max(after.all - before.all, 1e-3);
}
