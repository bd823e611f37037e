/** The policy, models, reports. */
import type { HostRole, Mode } from './basics.js';
import type { Drift, JudgedBy } from './status.js';

export interface Policy {
  /** YAML of the section, as written. */
  text: string;
  digest: string;
  mode: Mode;
  file: string | null;
  isEditable: boolean;
  /** Why it is not editable. */
  why: string | null;
  alertLine: number;
  blockLine: number;
  alertBudget: number | null;
  rules: { name: string; action: string; text: string }[];
  guards: { name: string; says: string }[];
  schema: object;
}

export interface Outcome {
  firstAlert: number | null;
  firstBlock: number | null;
  blockedMs: number;
  [key: string]: unknown;
}

export interface PolicyChange {
  site: string;
  host: string;
  role: HostRole;
  before: Outcome | null;
  after: Outcome | null;
  known: { wrong: boolean; says: string } | null;
}

export interface PolicyTotals {
  alertedHosts: number;
  blockedHosts: number;
  doneHosts: number;
  waitingHosts: number;
  blockedMs: number;
}

export interface PolicyPreview {
  evidence: number;
  from: number | null;
  to: number | null;
  before: PolicyTotals;
  after: PolicyTotals;
  newlyBlocked: PolicyChange[];
  noLongerBlocked: PolicyChange[];
  newlyAlerted: PolicyChange[];
  noLongerAlerted: PolicyChange[];
  blockedLonger: PolicyChange[];
  blockedShorter: PolicyChange[];
  heldBack: Record<string, string[]>;
  letPass: Record<string, string[]>;
  days: {
    day: string;
    alertedBefore: number;
    alertedAfter: number;
    blockedBefore: number;
    blockedAfter: number;
  }[];
  notes: string[];
}

interface ModelPart {
  learned: number;
  seen: number;
  members: string[];
}

export interface ModelRow {
  version: number;
  sha256: string;
  added: number;
  isCurrent: boolean;
  fault: string | null;
  flows: ModelPart | null;
  hosts: ModelPart | null;
}

export interface ModelDetail extends ModelRow {
  calibration: {
    rows: 'flow' | 'host-window';
    member: string;
    calibrationRows: number;
    weight: number | null;
    quantiles: { p: number; score: number }[];
  }[];
  columns: { rows: 'flow' | 'host-window'; name: string; spread: number[] }[];
}

export interface ModelList {
  items: ModelRow[];
  judgedBy: JudgedBy | null;
  drift: Drift | null;
  isFollowed: boolean;
}

export interface ReportSchedule {
  everyHours: number;
  keep: number;
}

export interface ReportList {
  items: { name: string; made: number; bytes: number; files: string[]; isPublished: boolean | null }[];
  schedule: ReportSchedule;
  /** Kinds of publish targets. */
  places: string[];
  running: string | null;
}
