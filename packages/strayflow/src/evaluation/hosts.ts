/** How well risk tells bad hosts from benign ones, and which benign ones it accuses. */
import { auroc } from '@strayflow/detectors';
import type { Family } from '../model/evidence.js';
import type { HostRisk } from '../model/host-risk.js';

export interface AccusedHost {
  readonly host: string;
  readonly risk: number;
  /** Families that accuse it, strongest first. */
  readonly families: readonly Family[];
}

export interface HostQuality {
  /** Attackers and compromised hosts that were seen. */
  readonly malicious: number;
  /** Hosts known to be benign that were seen. */
  readonly benign: number;
  /** Null where hosts of one kind alone were seen. */
  readonly auroc: number | null;
  /** Benign hosts at the alert line or above, worst first. */
  readonly falselyAccused: readonly AccusedHost[];
  /** Hosts at the alert line or above of which the truth says nothing, worst first. */
  readonly unnamed: readonly AccusedHost[];
  /** Hosts that each family accuses, rightly and wrongly. */
  readonly families: Readonly<Partial<Record<Family, { readonly right: number; readonly wrong: number }>>>;
}

/** Families that reach the alert line alone; where none does, the strongest. */
function accusing(host: HostRisk, alertLine: number): readonly Family[] {
  const alone = host.shares.filter((share) => share.confidence >= alertLine && share.share > 0);
  return (alone.length > 0 ? alone : host.shares.slice(0, 1)).map((share) => share.family);
}

export function hostQuality(
  risks: readonly HostRisk[],
  malicious: ReadonlySet<string>,
  benign: ReadonlySet<string>,
  alertLine: number,
): HostQuality {
  const actors = new Map(risks.filter((host) => host.role === 'actor').map((host) => [host.host, host]));
  const scores = [...malicious, ...benign].map((host) => actors.get(host)?.risk ?? 0);
  const labels = [...malicious, ...benign].map((host) => malicious.has(host));
  const falselyAccused: AccusedHost[] = [];
  const unnamed: AccusedHost[] = [];
  const families = new Map<Family, { right: number; wrong: number }>();
  for (const host of actors.values()) {
    if (host.risk < alertLine) continue;
    const named = accusing(host, alertLine);
    const accused = { host: host.host, risk: host.risk, families: named };
    if (benign.has(host.host)) falselyAccused.push(accused);
    else if (!malicious.has(host.host)) unnamed.push(accused);
    for (const family of named) {
      const count = families.get(family) ?? { right: 0, wrong: 0 };
      if (benign.has(host.host)) count.wrong++;
      else if (malicious.has(host.host)) count.right++;
      families.set(family, count);
    }
  }
  return {
    malicious: malicious.size,
    benign: benign.size,
    auroc: malicious.size > 0 && benign.size > 0 ? auroc(Float64Array.from(scores), labels) : null,
    falselyAccused: falselyAccused.sort(worstFirst),
    unnamed: unnamed.sort(worstFirst),
    families: Object.fromEntries([...families].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function worstFirst(a: AccusedHost, b: AccusedHost): number {
  return b.risk - a.risk || (a.host < b.host ? -1 : 1);
}
