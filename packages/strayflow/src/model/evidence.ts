/** Evidence: who did what to whom, when, how surely, from which records. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Window } from './window.js';

/** The closed list of families, used by `--json`, policy and `truth.json`. */
export const FAMILIES = [
  'port-scan',
  'ping-sweep',
  'brute-force',
  'flood',
  'reflection',
  'beaconing',
  'long-connection',
  'exfiltration',
  'dns-tunnel',
  'icmp-tunnel',
  'lateral-movement',
  'man-in-the-middle',
  'address-conflict',
  'rogue-service',
  'clear-text',
  'rare-destination',
  'rhythm',
  'indicator',
  'spoofing',
  'rule',
  'learned',
  'context',
] as const;
export type Family = (typeof FAMILIES)[number];

export type Role = 'actor' | 'victim';

/** What the surprise rests on. */
export type Basis =
  | { readonly kind: 'tail-probability'; readonly calibrationRows: number }
  | { readonly kind: 'test-bound'; readonly test: string }
  | { readonly kind: 'measured-rate'; readonly measuredOn: string }
  | { readonly kind: 'confidence-class'; readonly name: 'low' | 'medium' | 'high'; readonly why: string };

export interface Contribution {
  /** Plain words: "ports tried". */
  readonly feature: string;
  readonly value: number;
  /** Unit after the value, or the empty string. */
  readonly unit: string;
  /** Range that ordinary hosts or rows keep to; null where nothing ordinary was seen to compare with. */
  readonly usual: { readonly low: number; readonly high: number } | null;
  /** Share of this evidence, 0..1; the shares of one evidence add up to 1. */
  readonly share: number;
}

/** One record of one input: `input` is the index in the run's table of inputs, which holds each input's hash. */
export interface RecordReference {
  readonly input: number;
  readonly record: number;
}

/** One number in which an ordinary row differs from the strange one. */
export interface Difference {
  /** Plain words: "bytes sent". */
  readonly feature: string;
  readonly unit: string;
  /** Of the strange row. */
  readonly value: number;
  /** Of the ordinary one. */
  readonly ordinary: number;
}

export interface SimilarRow {
  /** Whose row it is: the source of a flow, or the host of a window. */
  readonly host: string;
  /** The flow's destination; null for windows, and where it is not known. */
  readonly peer: string | null;
  /** The flow's destination port; null where there is none. */
  readonly port: number | null;
  /** Event time of the flow, or start of the window (Unix ms). */
  readonly time: number;
  /** The flow's record, or the first of the window; null where none was kept. */
  readonly record: RecordReference | null;
  /** Euclidean, in standard deviations of ordinary rows. */
  readonly distance: number;
  /** What makes up most of the distance, most first; empty where the rows are alike. */
  readonly differences: readonly Difference[];
}

/** Ordinary rows that resemble a strange one most: what the same host or its neighbours do when nothing is wrong. */
export interface SimilarRows {
  readonly rows: 'flow' | 'host-window';
  /** Nearest first, at most MOST_SIMILAR. */
  readonly nearest: readonly SimilarRow[];
  /** Why there is none; null where there is one. */
  readonly none: string | null;
}

export interface Evidence {
  /** Hash of (site, host, role, family, key, window start). */
  readonly id: string;
  /** Grows by one whenever the same evidence is told again with new content. */
  readonly revision: number;
  readonly family: Family;
  readonly site: string;
  /** Address as text, or a prefix for external IPv6 (/64). With `subject`, a name that is no address. */
  readonly host: string;
  /** `network`: it is about no host, but about the network as a whole, one of its services, or a sensor. */
  readonly subject?: 'network';
  readonly role: Role;
  /** The other side where there is one; null where there are many or none. */
  readonly peer: string | null;
  /** Destination ports of all its records, where these are few and known. */
  readonly ports?: readonly number[];
  /** Tells apart evidence of one family, host and window: "vertical 10.0.0.5". */
  readonly key: string;
  readonly window: Window;
  /** Event times of the first and last record that it rests on (Unix ms). */
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly basis: Basis;
  /** -log10 of how likely an ordinary host would show this. */
  readonly surprise: number;
  /** Whether these very records bind the address to its sender (completed handshakes, constant MAC and TTL). */
  readonly attributable: boolean;
  /** One sentence in plain words. */
  readonly summary: string;
  readonly contributions: readonly Contribution[];
  /** "Would not have fired below this"; null where there is no one number. */
  readonly threshold: { readonly feature: string; readonly value: number; readonly unit: string } | null;
  /** The first records that it rests on, at most MAX_REFERENCES. */
  readonly records: readonly RecordReference[];
  /** How many records it rests on in all. */
  readonly recordCount: number;
  /** MITRE ATT&CK technique, as "T1046". */
  readonly technique: string | null;
  /** Of learned evidence: the ordinary rows that are most like the strangest one. */
  readonly similar?: SimilarRows;
}

export const MAX_REFERENCES = 20;
export const MOST_SIMILAR = 3;

/** The id of evidence: the same evidence told again, by any process, has the same one. */
export function evidenceId(
  evidence: Pick<Evidence, 'site' | 'host' | 'role' | 'family' | 'key'> & {
    readonly window: { readonly start: number };
  },
): string {
  const identity = JSON.stringify([
    evidence.site,
    evidence.host,
    evidence.role,
    evidence.family,
    evidence.key,
    evidence.window.start,
  ]);
  return bytesToHex(sha256(utf8ToBytes(identity))).slice(0, 16);
}
