/** Hosts as lists show them: their risk as it is now. */
import { z } from 'zod';
import { later, type RiskOptions } from '../../risk/index.js';
import { listHosts, type StoredHost } from '../../store/reading/hosts.js';
import type { StateReader } from '../../store/reading/state-reader.js';
import { count, family, role, time } from './schemas.js';

export const hostRow = z
  .strictObject({
    site: z.string(),
    host: z.string(),
    subject: z.literal('network').nullable(),
    role,
    risk: z.number().describe('As of the newest event time'),
    peak: z.number(),
    peakTime: time,
    lastSeen: time,
    families: z.array(family),
    names: z.array(z.string()),
    evidence: count,
  })
  .meta({ id: 'HostRow' });
export type HostRow = z.output<typeof hostRow>;

/** @param now event time (Unix ms); null: as it was stored */
export function riskNow(
  { parts, time: then, peak }: StoredHost,
  now: number | null,
  options: RiskOptions,
): number {
  return Math.min(peak, later(parts, (now ?? then) - then, options).risk);
}

export function hostRowOf(host: StoredHost, now: number | null, options: RiskOptions): HostRow {
  const { site, host: name, subject, role: as, peak, peakTime, lastSeen, families, names, evidence } = host;
  return {
    site,
    host: name,
    subject,
    role: as,
    risk: riskNow(host, now, options),
    peak,
    peakTime,
    lastSeen,
    families: [...families],
    names: names.map((each) => each.name),
    evidence,
  };
}

/** More than are shown: the order they are kept in is near the one they are shown in. */
const LOOKED_AT = 50;

export function riskiest(state: StateReader, options: RiskOptions, most: number): readonly HostRow[] {
  const { now } = state;
  return listHosts(state, { order: 'risk' }, null, LOOKED_AT)
    .map((host) => hostRowOf(host, now, options))
    .filter(({ risk }) => risk > 0)
    .sort((a, b) => b.risk - a.risk)
    .slice(0, most);
}
