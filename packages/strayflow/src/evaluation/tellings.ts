/** Every revision of evidence with the event time at which it was told. */
import type { Evidence, Family, Role } from '../model/evidence.js';

const MOST = 1_000_000;

export interface Telling {
  readonly id: string;
  readonly family: Family;
  readonly host: string;
  readonly role: Role;
  readonly peer: string | null;
  readonly surprise: number;
  /** Event times (Unix ms). */
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly told: number;
}

export class Tellings {
  readonly all: Telling[] = [];
  /** Revisions beyond the most that are kept. */
  dropped = 0;

  add(evidence: Evidence, told: number): void {
    if (this.all.length >= MOST) {
      this.dropped++;
      return;
    }
    const { id, family, host, role, peer, surprise, firstSeen, lastSeen } = evidence;
    this.all.push({ id, family, host, role, peer, surprise, firstSeen, lastSeen, told });
  }
}
