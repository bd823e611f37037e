/** The risk of a host over time: what was stored, and how it decayed in between. */
import type { Role } from '../../model/evidence.js';
import { later, type RiskOptions } from '../../risk/index.js';
import type { StoredPart } from '../../store/overview-tables.js';
import type { StoredRisk } from '../../store/reading/hosts.js';

export interface CoursePoint {
  readonly time: number;
  readonly role: Role;
  readonly risk: number;
  readonly shares: readonly { readonly family: StoredPart['family']; readonly share: number }[];
}

/** Nothing is left of it to be shown. */
const GONE = 0.005;
const LEAST_GAP_MS = 300_000;

function point(
  role: Role,
  time: number,
  { parts, time: then }: StoredRisk,
  options: RiskOptions,
): CoursePoint {
  const { risk, parts: present } = later(parts, time - then, options);
  return { time, role, risk, shares: present.map(({ family, share }) => ({ family, share })) };
}

/**
 * @param stored oldest first; the first may be before `from`
 * @param to not beyond the newest event time (Unix ms)
 * @returns at most `most` points, oldest first
 */
export function riskCourse(
  role: Role,
  stored: readonly StoredRisk[],
  { from, to }: { readonly from: number; readonly to: number },
  options: RiskOptions,
  most: number,
): readonly CoursePoint[] {
  const gap = Math.max(LEAST_GAP_MS, (3 * (to - from)) / most);
  const points: CoursePoint[] = [];
  stored.forEach((each, i) => {
    const end = Math.min(to, stored[i + 1]?.time ?? to);
    if (each.time >= from) points.push(point(role, each.time, each, options));
    const first = each.time >= from ? each.time + gap : from;
    for (let at = first; at < end; at += gap) {
      const next = point(role, at, each, options);
      points.push(next);
      if (next.risk < GONE) break;
    }
  });
  return thinned(points, most);
}

/** Of neighbours that are too many the highest stays. */
function thinned(points: readonly CoursePoint[], most: number): readonly CoursePoint[] {
  if (points.length <= most) return points;
  const width = points.length / most;
  return Array.from({ length: most }, (_, i) =>
    points
      .slice(Math.floor(i * width), Math.max(Math.floor(i * width) + 1, Math.floor((i + 1) * width)))
      .reduce((highest, each) => (each.risk > highest.risk ? each : highest)),
  );
}
