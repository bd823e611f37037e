/** The overview, hosts, and evidence. */
import type { Family, HostRole, KnownName, Mode } from './basics.js';

export interface HostRow {
  site: string;
  host: string;
  subject: 'network' | null;
  role: HostRole;
  /** Now: decayed to the newest event time. */
  risk: number;
  peak: number;
  peakTime: number;
  lastSeen: number;
  families: Family[];
  names: string[];
  evidence: number;
}

export interface TrafficStep {
  time: number;
  flows: number;
  bytes: number;
  packets: number;
  evidence: number;
  incidents: number;
}

/** Rows in a step of the clock on the wall. */
export interface CoverageStep {
  time: number;
  received: number;
  parsed: number;
  rejected: number;
  ignored: number;
  dropped: number;
  late: number;
  scored: number;
}

export interface Overview {
  from: number;
  to: number;
  stepMs: number;
  traffic: TrafficStep[];
  coverage: CoverageStep[];
  families: { family: Family; evidence: number; hosts: number }[];
  incidents: { open: number; acknowledged: number; unacknowledged: number; closedInSpan: number };
  blocks: { standing: number; waiting: number; isBlocking: boolean; mode: Mode };
  riskiest: HostRow[];
}

export interface Share {
  family: Family;
  share: number;
  confidence: number;
  surprise: number;
  attributable: boolean;
  evidenceIds: string[];
}

export interface HostDetail {
  site: string;
  host: string;
  subject: 'network' | null;
  names: KnownName[];
  isInternal: boolean | null;
  location: { country: string | null; network: string | null } | null;
  risks: { role: HostRole; risk: number; peak: number; peakTime: number; shares: Share[] }[];
  firstSeen: number | null;
  lastSeen: number | null;
  evidence: number;
  incidents: {
    id: string;
    role: HostRole;
    risk: number;
    opened: number;
    changed: number;
    state: 'open' | 'acknowledged' | 'closed';
  }[];
  blocks: { id: string; prefix: string; status: 'waiting' | 'standing' | 'ended'; expires: number }[];
}

export interface RiskPoint {
  time: number;
  role: HostRole;
  risk: number;
  shares: { family: Family; share: number }[];
}

export interface EvidenceRow {
  id: string;
  family: Family;
  site: string;
  host: string;
  role: HostRole;
  peer: string | null;
  firstSeen: number;
  lastSeen: number;
  surprise: number;
  attributable: boolean;
  summary: string;
  technique: string | null;
  recordCount: number;
  risk: number;
}

export interface EvidenceDetail extends EvidenceRow {
  basis: object;
  contributions: {
    feature: string;
    value: number;
    unit: string;
    usual: { low: number; high: number } | null;
    share: number;
  }[];
  threshold: { feature: string; value: number; unit: string } | null;
  counterfactual: string | null;
  ports: number[] | null;
  key: string;
  window: { start: number; end: number };
  similar: object | null;
  inputs: { input: number; name: string; format: string; records: number[] }[];
}

export interface PeerRow {
  peer: string;
  flows: number;
  bytes: number;
  failed: number;
  ports: number[];
  first: number;
  last: number;
  direction: 'out' | 'in' | 'both';
}
