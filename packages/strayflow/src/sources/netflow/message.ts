/** The header of a message as its records need it, and the exporter's clock. */
import type { Domain } from './domain.js';

/** An exporter's clock that is further off is put right by the time of arrival. */
const CLOCK_TOLERANCE_MS = 3_600_000;
/** Header times of NetFlow are whole seconds: what follows from them is known so well. */
const HEADER_RESOLUTION_MS = 1000;

export interface Message {
  readonly domain: Domain;
  /** By the exporter's clock (Unix ms). */
  readonly exportTime: number;
  /** Of the exporter at the export (ms); NaN in IPFIX. */
  readonly uptime: number;
  /** What is added to the exporter's times, whose clock is wrong (ms). */
  readonly clockShift: number;
  /** The time of arrival is known: no record can end much later. */
  readonly arrived: boolean;
}

/** @param arrival Unix ms; NaN where the input does not say */
export function message(domain: Domain, headerTime: number, uptime: number, arrival: number): Message {
  const exportTime = Number.isNaN(uptime) ? headerTime : bootTime(domain, headerTime, uptime) + uptime;
  const off = arrival - exportTime;
  return {
    domain,
    exportTime,
    uptime,
    clockShift: Math.abs(off) > CLOCK_TOLERANCE_MS ? off : 0,
    arrived: !Number.isNaN(off),
  };
}

/**
 * When the exporter started. Every header gives it to the second below; the greatest is nearest, and the same one for all
 * datagrams keeps records of one flow in order, whichever datagrams bring them.
 */
function bootTime(domain: Domain, headerTime: number, uptime: number): number {
  const boot = headerTime - uptime;
  const isSame = boot <= domain.boot && boot > domain.boot - HEADER_RESOLUTION_MS;
  if (!isSame) domain.boot = boot;
  return domain.boot;
}
