/** How surprising the uploads of a pair are, beside the service's usual ones and what the host, pair and site did before. */
import { power } from '../../model/power.js';
import { recall } from '../recent-table.js';
import { volumeSurprise } from '../tail-bound.js';
import { volumeQuantile } from '../volume-sketch.js';
import type { ExfiltrationOptions } from './options.js';
import type { ExfiltrationState, PairUploads } from './state.js';

/** An hourly volume of a host that one in a hundred of its own passes. */
const TAIL_SHARE = 0.99;
/** A speed test downloads at least this share of what it uploads, and this much. */
const SPEED_TEST_SHARE = 0.1;
const SPEED_TEST_BYTES = 5_000_000;
const SPEED_TEST_SURPRISE = 2.4;

export interface UploadMeasure {
  readonly surprise: number;
  readonly within: 'an hour' | 'a day';
  /** Bytes of the hour or day that says more, and the scale of what is usual there. */
  readonly bytes: number;
  readonly scale: number;
  /** How long the host had been seen before these uploads (ms). */
  readonly historyMs: number;
  /** Hourly sums in the history of the host; 0 when it is too short to be used. */
  readonly volumes: number;
  readonly otherSenders: number;
  readonly speedTest: boolean;
}

/** What limits the surprise of a service while there is no history. */
export function serviceNumbers(
  service: number,
  options: ExfiltrationOptions,
): { readonly name: string; readonly usualBytes: number; readonly mostWithoutHistory: number } {
  const named = options.services[service];
  if (named !== undefined) return named;
  return {
    name: 'other services',
    usualBytes: options.otherUsualBytes,
    mostWithoutHistory: options.otherMostWithoutHistory,
  };
}

/**
 * The scale of usual hours: the service's, drawn towards the host's own 99th percentile as its history grows; a host that
 * is known to send more is measured by that at once.
 */
function hostScale(usual: number, own: number, historyMs: number, options: ExfiltrationOptions): number {
  if (own >= usual) return own;
  const weight = historyMs / (historyMs + options.historyWeightMs);
  return power(usual, 1 - weight) * power(Math.max(1, own), weight);
}

function isSpeedTest(pair: PairUploads, options: ExfiltrationOptions): boolean {
  return (
    Math.max(pair.lastSeen, pair.downloadSeen) - Math.min(pair.firstSeen, pair.downloadSeen) <=
      options.speedTestMs && pair.downloaded >= Math.max(SPEED_TEST_BYTES, SPEED_TEST_SHARE * pair.dayBytes)
  );
}

export function measureUploads(
  state: ExfiltrationState,
  pair: PairUploads,
  options: ExfiltrationOptions,
): UploadMeasure {
  const host = recall(state.hosts, pair.sourceId);
  const destination = recall(state.destinations, pair.destinationId);
  const historyMs = host === undefined ? 0 : Math.max(0, pair.firstSeen - host.firstSeen);
  const enough = host !== undefined && host.volumes.total >= options.minHistoryVolumes;
  const { usualBytes, mostWithoutHistory } = serviceNumbers(pair.service, options);
  const own = enough ? volumeQuantile(host.volumes, TAIL_SHARE) : usualBytes;
  const others = destination === undefined ? 0 : othersOf(destination.senders, pair.sourceId);
  const usual = hostScale(usualBytes, own, enough ? historyMs : 0, options) * (1 + others) ** 2;
  const hourScale = Math.max(usual, pair.usualHour);
  const dayScale = Math.max(options.dayFactor * usual, pair.usualDay);
  const hour = volumeSurprise(pair.mostHour, hourScale);
  const day = volumeSurprise(pair.dayBytes, dayScale);
  const speedTest = isSpeedTest(pair, options);
  const limit = Math.min(
    options.maxSurprise,
    enough && historyMs >= options.historyMs ? options.maxSurprise : mostWithoutHistory,
    speedTest ? SPEED_TEST_SURPRISE : options.maxSurprise,
    others >= options.siteHosts ? SPEED_TEST_SURPRISE : options.maxSurprise,
  );
  const byHour = hour >= day;
  return {
    surprise: Math.min(limit, Math.max(0, Math.max(hour, day) - Math.log10(2))),
    within: byHour ? 'an hour' : 'a day',
    bytes: byHour ? pair.mostHour : pair.dayBytes,
    scale: byHour ? hourScale : dayScale,
    historyMs,
    volumes: enough ? host.volumes.total : 0,
    otherSenders: others,
    speedTest,
  };
}

function othersOf(senders: readonly number[], source: number): number {
  let others = 0;
  for (const sender of senders) if (sender !== source) others++;
  return others;
}
