/** The echo packets of one pair of hosts in one clock hour. Plain data. */
import { countSurprise } from '../counting-test.js';
import { type RecentMap, recentMap } from '../recent-map.js';
import { type References, references } from '../references.js';
import { volumeSurprise } from '../tail-bound.js';
import type { Told } from '../telling.js';
import type { IcmpTunnelOptions } from './options.js';

export const HOUR_MS = 3_600_000;

export interface EchoSeries {
  /** Who sent requests. */
  readonly client: string;
  readonly server: string;
  hour: number;
  /** Packets of records in which answers had another mean size than requests. */
  odd: number;
  /** Bytes beyond the size of ordinary pings, both ways. */
  beyond: number;
  bytesSent: number;
  bytesReceived: number;
  packetsSent: number;
  packetsReceived: number;
  firstSeen: number;
  lastSeen: number;
  references: References;
  told: Told | null;
}

export interface IcmpTunnelState {
  /** By client and server. */
  readonly pairs: RecentMap<EchoSeries>;
  readonly dirty: Set<string>;
  nextSweep: number;
}

export function openIcmpTunnel(options: IcmpTunnelOptions): IcmpTunnelState {
  return { pairs: recentMap(options.maxPairs), dirty: new Set(), nextSweep: Number.NEGATIVE_INFINITY };
}

export function openEcho(client: string, server: string, time: number): EchoSeries {
  return {
    client,
    server,
    hour: Math.floor(time / HOUR_MS),
    odd: 0,
    beyond: 0,
    bytesSent: 0,
    bytesReceived: 0,
    packetsSent: 0,
    packetsReceived: 0,
    firstSeen: time,
    lastSeen: time,
    references: references(),
    told: null,
  };
}

/** A new clock hour is a new episode. */
export function turnEcho(series: EchoSeries, time: number): void {
  const hour = Math.floor(time / HOUR_MS);
  if (hour <= series.hour) return;
  series.hour = hour;
  series.odd = 0;
  series.beyond = 0;
  series.bytesSent = 0;
  series.bytesReceived = 0;
  series.packetsSent = 0;
  series.packetsReceived = 0;
  series.firstSeen = time;
  series.references = references();
  series.told = null;
}

/** Sizes of answers, or volume alone, whichever says more, corrected for being two tests. */
export function echoSurprise(
  series: EchoSeries,
  options: IcmpTunnelOptions,
): { readonly surprise: number; readonly bySizes: boolean } {
  const sizes = countSurprise(series.odd, options.usualOddPackets);
  const volume = Math.min(options.mostByVolume, volumeSurprise(series.beyond, options.usualBeyondBytes));
  const surprise = Math.max(0, Math.max(sizes, volume) - Math.log10(2));
  return { surprise: Math.min(options.maxSurprise, surprise), bySizes: sizes >= volume };
}
