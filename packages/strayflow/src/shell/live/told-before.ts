/** News that were stored before their positions: after a crash they are judged again, and must not be told twice. */
import type { Decision } from '../../model/decision.js';
import type { Evidence } from '../../model/evidence.js';
import type { Told } from '../../store/state-tables.js';

function keyOf({ site, host, time, action, rule }: Decision): string {
  return JSON.stringify([site, host, time, action, rule]);
}

export class ToldBefore {
  private readonly evidence = new Map<string, Pick<Evidence, 'revision' | 'lastSeen'>>();
  private readonly decisions = new Set<string>();

  /** @param told what was stored since the last checkpoint */
  constructor(told: readonly Told[]) {
    for (const each of told) {
      if (each.kind === 'evidence') this.evidence.set(each.evidence.id, each.evidence);
      else this.decisions.add(keyOf(each.decision));
    }
  }

  hasEvidence({ id, revision, lastSeen }: Evidence): boolean {
    const known = this.evidence.get(id);
    return known !== undefined && revision <= known.revision && lastSeen <= known.lastSeen;
  }

  hasDecision(decision: Decision): boolean {
    return this.decisions.has(keyOf(decision));
  }
}
