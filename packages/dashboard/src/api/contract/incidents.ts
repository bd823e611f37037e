/** Incidents, mutes, blocks, exceptions. */
import type { Action, Family, HostRole, Mode, NamedAddress } from './basics.js';

export interface IncidentRow {
  id: string;
  site: string;
  host: string;
  role: HostRole;
  names: string[];
  state: 'open' | 'acknowledged' | 'closed';
  assigned: string | null;
  risk: number;
  families: Family[];
  action: Action;
  simulated: boolean;
  approval: boolean;
  rule: string;
  reason: string;
  opened: number;
  changed: number;
  expires: number | null;
  isMuted: boolean;
}

export interface BlockRow {
  id: string;
  site: string;
  prefix: string;
  names: string[];
  status: 'waiting' | 'standing' | 'ended';
  ending: 'expired' | 'undone' | 'excepted' | 'denied' | null;
  rule: string;
  reason: string;
  evidenceIds: string[];
  decided: number;
  expires: number;
  ended: number | null;
  refused: number;
  passed: number;
  missed: number;
  losers: number;
}

export interface IncidentDetail extends IncidentRow {
  named: NamedAddress[];
  evidence: {
    id: string;
    family: Family;
    summary: string;
    surprise: number;
    firstSeen: number;
    lastSeen: number;
  }[];
  moreEvidence: number;
  blocks: BlockRow[];
  timeline: { time: number; kind: string; by: string | null; text: string }[];
}

export interface Mute {
  id: number;
  prefix: string | null;
  families: Family[] | null;
  reason: string;
  added: number;
  expires: number | null;
  kept: number;
}

export interface MuteOrder {
  prefix: string | null;
  families: Family[] | null;
  reason: string;
  hours: number;
}

export interface Blocking {
  isBlocking: boolean;
  mode: Mode;
}

export interface Exception {
  id: number;
  prefix: string;
  reason: string;
  site: string | null;
  families: Family[] | null;
  ports: number[] | null;
  direction: 'in' | 'out' | 'within' | null;
  added: number;
  expires: number | null;
}

export interface ExceptionOrder {
  prefix: string;
  reason: string;
  hours: number | null;
  families?: Family[];
  ports?: number[];
  direction?: 'in' | 'out' | 'within';
  site?: string;
}
