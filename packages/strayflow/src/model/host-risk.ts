/** One explained risk per host and role. */
import type { Family, Role } from './evidence.js';

/** The numbers of the formula of risk, as the run used them. */
export interface RiskNumbers {
  /** Most that one family can add (0..1). */
  readonly behaviourCap: number;
  readonly learnedCap: number;
  readonly contextCap: number;
  /** Surprise up to which evidence adds nothing. */
  readonly surpriseFloor: number;
  /** Event time (ms) after which evidence counts half. */
  readonly halfLifeMs: number;
}

export interface FamilyShare {
  readonly family: Family;
  /** Part of the risk; the shares of one host add up to its risk. */
  readonly share: number;
  /** The family's own c (DESIGN: cap x (1 - 2^-(surprise - 2))). */
  readonly confidence: number;
  /** Surprise at the peak, after decay. */
  readonly surprise: number;
  readonly attributable: boolean;
  /** Strongest first. */
  readonly evidenceIds: readonly string[];
}

export interface HostRisk {
  readonly site: string;
  readonly host: string;
  /** `network`: no host, and nothing that could be blocked. */
  readonly subject?: 'network';
  readonly role: Role;
  /** Peak over the run, 0..1. */
  readonly risk: number;
  /** When the peak was reached (Unix ms). */
  readonly peakTime: number;
  /** After decay, at the end of the run. */
  readonly riskAtEnd: number;
  /** Of the peak, largest first. */
  readonly shares: readonly FamilyShare[];
}
