/** What the port scan behaviour remembers of one site. */
import type { HandshakeMarks } from '../handshake.js';
import { recentMap } from '../recent-map.js';
import { type RecentTable, recentTable } from '../recent-table.js';
import type { References } from '../references.js';
import type { Told } from '../telling.js';
import { type ContactTable, contactTable } from './contact-table.js';
import type { PortScanOptions } from './options.js';

/** One attempt to reach a port, from the record that opened it. */
export interface Attempt {
  readonly source: string;
  readonly destination: string;
  /** Fingerprints of both hosts, of the pair, and of the pair with the port. */
  readonly sourceId: number;
  readonly destinationId: number;
  readonly pairId: number;
  readonly contactId: number;
  readonly protocol: number;
  readonly port: number;
  readonly time: number;
  readonly input: number;
  readonly record: number;
  /** Whether it bears the marks of handshakes of its source, or is one. */
  readonly proven: boolean;
  /** An outside source, and a host of the network. */
  readonly fromOutside: boolean;
  /** A source of the network, whatever it reaches for. */
  readonly fromInside: boolean;
}

export type Failure = 'refused' | 'silent';

export type Shape = 'vertical' | 'horizontal' | 'block' | 'fan-out-ports' | 'fan-out-hosts';

/** A sequential test of one source against one host (vertical), one port (horizontal), or all (block). */
export interface ScanTest {
  readonly source: string;
  readonly sourceId: number;
  readonly shape: Shape;
  /** The host's key, or nothing. */
  readonly destination: string;
  readonly protocol: number;
  /** The port of a horizontal test; 0 otherwise. */
  readonly port: number;
  /** log10 of the likelihood ratio since it was last 0. */
  score: number;
  /** Highest score so far. */
  peak: number;
  /** Sum of the steps of failed contacts. */
  gained: number;
  refused: number;
  silent: number;
  answered: number;
  /** Contacts whose outcome the source of the records does not say. */
  unjudged: number;
  /** Attempts whose records bind the source to its sender. */
  proven: number;
  /** Contacts from before (Unix ms) count anew: they belong to an earlier scan that was told. */
  since: number;
  firstSeen: number;
  lastSeen: number;
  readonly references: References;
  told: Told | null;
  /** News since it was last told. */
  changed: boolean;
}

export interface SourceSummary {
  readonly source: string;
  /** Tests opened or begun again, by shape: what a surprise is corrected for. */
  vertical: number;
  horizontal: number;
  /** Distinct hosts and ports with a failed contact. */
  hosts: number;
  ports: number;
  /** Scans told one by one. */
  told: number;
  /** Highest surprise among the scans that are told together. */
  folded: number;
  /** The first failed contact, until another contact says whether it is worth a test: most sources have no other. */
  first: { readonly attempt: Attempt; readonly failure: Failure } | null;
  /** What an outside source failed on, while nothing of it was answered; null once something was, or from inside. */
  radiation: Radiation | null;
  last: number;
}

/** Failed contacts of an outside source that are too few to call it a scanner. */
export interface Radiation {
  /** The host that it tried last. */
  destination: string;
  ports: number;
  firstSeen: number;
  lastSeen: number;
  readonly references: References;
  told: Told | null;
}

/** First contacts of an inside host on web ports, without a pause. */
export interface Burst {
  readonly source: string;
  failed: number;
  answered: number;
  proven: number;
  firstSeen: number;
  lastSeen: number;
  readonly references: References;
}

/** The bursts of a source: the latest, and the one before while its contacts may still be unanswered. */
export interface Bursts {
  latest: Burst;
  before: Burst | null;
  /** Bursts judged so far: what a surprise is corrected for. */
  judged: number;
}

export interface GroupMember {
  readonly source: string;
  ports: number;
}

/** Failed ports of one host in a window, over all sources. */
export interface ScanGroup {
  readonly destination: string;
  /** Ports (protocol and number) that failed in this window. */
  readonly ports: Set<number>;
  /** By source: how many ports it was the first to try, in this window. */
  readonly members: Map<number, GroupMember>;
  /** More sources than are kept: a flood with forged ones looks like that. */
  crowded: boolean;
  since: number;
  /** Mean of the windows before. */
  usual: number;
  firstSeen: number;
  lastSeen: number;
  references: References;
  told: Told | null;
}

export interface PortScanState {
  /** By source, destination and port; packed (see contact.ts). All tables and sets are by fingerprint. */
  readonly contacts: ContactTable;
  /** By contact, in order of time. */
  readonly pending: Map<number, Attempt>;
  readonly tests: RecentTable<ScanTest>;
  readonly sources: RecentTable<SourceSummary>;
  readonly marks: HandshakeMarks;
  /** Keys of tests that changed since the last tick, in order. */
  readonly dirty: Set<number>;
  /** By destination; and those with news since the last tick, in order. */
  readonly groups: RecentTable<ScanGroup>;
  readonly grouping: Set<number>;
  /** By source; and those whose latest bursts may be worth telling, in order. */
  readonly bursts: RecentTable<Bursts>;
  readonly bursting: Set<number>;
  /** Outside sources that failed since the last tick, in order. */
  readonly radiating: Set<number>;
  /** Sources named as background radiation since `radiationDay` (Unix days). */
  radiationTold: number;
  radiationDay: number;
  nextSweep: number;
  /** Sources of background radiation beyond what is named in a day. */
  unnamed: number;
  /** Attempts that no longer fitted into `pending`. */
  unresolved: number;
}

export function openPortScan(options: PortScanOptions): PortScanState {
  return {
    contacts: contactTable(options.maxContacts),
    pending: new Map(),
    tests: recentTable(options.maxTests),
    sources: recentTable(options.maxSources),
    marks: recentMap(options.maxSources),
    dirty: new Set(),
    groups: recentTable(options.maxGroups),
    grouping: new Set(),
    bursts: recentTable(options.maxSources),
    bursting: new Set(),
    radiating: new Set(),
    radiationTold: 0,
    radiationDay: Number.NEGATIVE_INFINITY,
    nextSweep: Number.NEGATIVE_INFINITY,
    unnamed: 0,
    unresolved: 0,
  };
}
