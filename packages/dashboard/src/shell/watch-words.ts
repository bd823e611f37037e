/** How the watch is doing, in a few words for the corner of every page. */
import type { Status, WatchStatus } from '../api/contract/status.js';
import type { Tone } from '../parts/badge.js';
import { duration, shortCount } from '../words/numbers.js';

export interface WatchWords {
  readonly tone: Tone;
  readonly title: string;
  readonly says: string;
}

/** A watch tells of itself more often than this (ms). */
const SILENT_MS = 120_000;
/** Records this old are not of now (ms). */
const BEHIND_MS = 300_000;

function lost({ loss }: WatchStatus): number {
  return loss.kernelDrops + loss.overloadDrops + loss.sequenceGaps;
}

export function watchWords({ now, heard, watch }: Pick<Status, 'now' | 'heard' | 'watch'>): WatchWords {
  if (heard === null || watch === null) {
    return {
      tone: 'medium',
      title: 'No word from the watch',
      says: 'It has not told of itself since the server began.',
    };
  }
  if (now - heard > SILENT_MS) {
    return {
      tone: 'severe',
      title: 'The watch is silent',
      says: `It last told of itself ${duration(now - heard)} ago.`,
    };
  }
  const drops = lost(watch);
  const losses = drops === 0 ? 'Nothing was lost.' : `${shortCount(drops)} records were lost since it began.`;
  if (watch.lagMs === null)
    return { tone: 'medium', title: 'Nothing received yet', says: 'No input has given a record.' };
  const age = `The newest record is ${duration(watch.lagMs)} old.`;
  if (!watch.caughtUp) return { tone: 'medium', title: 'Catching up', says: `${age} ${losses}` };
  if (watch.lagMs > BEHIND_MS) return { tone: 'medium', title: 'Nothing new', says: `${age} ${losses}` };
  return { tone: drops === 0 ? 'good' : 'medium', title: 'Watching', says: `${age} ${losses}` };
}
