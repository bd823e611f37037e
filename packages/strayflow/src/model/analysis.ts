/** The whole result of a run: what every report is made from. */
import type { Campaign } from './campaign.js';
import type { Coverage } from './coverage.js';
import type { Decision } from './decision.js';
import type { Evidence } from './evidence.js';
import type { HostRisk, RiskNumbers } from './host-risk.js';
import type { Window } from './window.js';

export interface Location {
  /** ISO 3166-1 alpha-2, or null. */
  readonly countryCode: string | null;
  readonly city: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** Autonomous system number and name, where a network database is configured. */
  readonly network: { readonly number: number; readonly name: string } | null;
  /** Countries that other databases name instead; then city and position are not believed. Absent where none does. */
  readonly disputedBy?: readonly string[];
}

/** A name that traffic gave an address. */
export interface HostName {
  /** Untrusted text, bounded. */
  readonly name: string;
  /** dhcp: the host called itself so; dns: answered for the name; tls, http: asked of the address by this name. */
  readonly source: 'dhcp' | 'dns' | 'tls' | 'http';
  /** Event time (Unix ms) of the last use. */
  readonly lastSeen: number;
  readonly uses: number;
  /** Hosts that used it last, the latest first, bounded. */
  readonly usedBy: readonly string[];
}

/** What is known of a host beside its risk. */
export interface HostContext {
  readonly host: string;
  readonly internal: boolean;
  /** RFC 6890's word for it. */
  readonly kind: string;
  readonly location: Location | null;
  /** The best first, bounded: what it called itself, then the most used. */
  readonly names: readonly HostName[];
  readonly flows: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export interface ScoreHistogram {
  /** "Isolation forest" */
  readonly title: string;
  readonly name: string;
  /** Unit of the axis: "anomaly score", "reconstruction error". */
  readonly unit: string;
  /** `counts.length + 1` edges, rising. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  /** Scores above it are strange (the calibrated line); null where the model was not fitted. */
  readonly threshold: number | null;
}

export interface ModelSummary {
  readonly name: string;
  readonly title: string;
  readonly rows: 'flow' | 'host-window';
  readonly fittedRows: number;
  readonly calibrationRows: number;
  /** Weight in the combination, 0..1. */
  readonly weight: number;
  /** Why it was not used; null when it was. */
  readonly unused: string | null;
  readonly notes: readonly string[];
}

export interface ClusterSummary {
  readonly epsilon: number;
  readonly minSamples: number;
  readonly clusters: number;
  readonly noise: number;
  readonly sampledRows: number;
  /** Mean silhouette, or null with the reason in `note`. */
  readonly silhouette: number | null;
  readonly note: string | null;
}

/** A bounded sample of flows in two dimensions. */
export interface Projection {
  /** "principal component 1 (41 % of variance)" */
  readonly axes: readonly [string, string];
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
    /** Cluster number, or -1 for noise. */
    readonly cluster: number;
    /** Combined surprise, -log10. */
    readonly surprise: number;
  }[];
}

export interface Timeline {
  readonly bucketMs: number;
  /** Unix ms of the first bucket. */
  readonly start: number;
  readonly flows: readonly number[];
  readonly bytes: readonly number[];
  /** Flows over the models' line. */
  readonly strangeFlows: readonly number[];
  /** Evidence of behaviours and addresses by the bucket of its first record. */
  readonly evidence: readonly number[];
}

export interface CountrySummary {
  readonly countryCode: string;
  readonly hosts: number;
  readonly flows: number;
  readonly bytes: number;
  /** Highest risk of a host there. */
  readonly risk: number;
}

/** One whole flow as the report shows it. Unknown values are null. */
export interface ReportedFlow {
  readonly input: number;
  readonly record: number;
  readonly start: number;
  readonly durationMs: number | null;
  readonly source: string;
  readonly sourcePort: number | null;
  readonly destination: string;
  readonly destinationPort: number | null;
  readonly protocol: number | null;
  readonly state: string | null;
  readonly bytesSent: number | null;
  readonly bytesReceived: number | null;
  readonly packetsSent: number | null;
  readonly packetsReceived: number | null;
  readonly service: string | null;
  readonly uid: string | null;
  /** Combined surprise of the learned models; null where none judged it. */
  readonly surprise: number | null;
  /** Score per model name. */
  readonly scores: Readonly<Record<string, number>>;
  /** What moved the score, plain words, strongest first. */
  readonly why: readonly string[];
  /** Ids of the evidence that refers to it. */
  readonly evidenceIds: readonly string[];
}

/** The verdict of `--preset classic`, the old script to the letter. */
export interface ClassicResult {
  readonly rows: number;
  readonly columns: readonly string[];
  readonly flagged: number;
  /** Histogram of the old risk score. */
  readonly riskCounts: Readonly<Record<string, number>>;
  readonly isolationForestOutliers: number;
  readonly oneClassSvmOutliers: number;
  readonly autoencoderThreshold: number;
  readonly autoencoderOutliers: number;
  readonly clusters: number;
  readonly noise: number;
  readonly silhouette: number | null;
  readonly notes: readonly string[];
  /** The old verdict by source host: rows, flagged rows. Most flagged first, bounded. */
  readonly hosts: readonly { readonly host: string; readonly rows: number; readonly flagged: number }[];
}

export interface Attribution {
  /** "IP Geolocation by DB-IP" */
  readonly text: string;
  readonly url: string;
  readonly licence: string;
  /** Build date of the data (Unix ms); null when the file does not say. */
  readonly built: number | null;
}

export interface Analysis {
  readonly version: string;
  readonly seed: number;
  readonly preset: 'standard' | 'classic';
  /** Event time of the last record (Unix ms): the report's "now". */
  readonly now: number;
  readonly span: Window;
  readonly coverage: Coverage;
  readonly flowCount: number;
  readonly hostCount: number;
  readonly internal: {
    readonly prefixes: readonly string[];
    readonly inferred: boolean;
    readonly statement: string;
  };
  /** Riskiest first; every host that has evidence. */
  readonly hosts: readonly HostRisk[];
  /** What is odd of the network as a whole, its services and sensors, riskiest first. */
  readonly network: readonly HostRisk[];
  /** Hosts over the alert line that do alike, riskiest first. */
  readonly campaigns: readonly Campaign[];
  readonly contexts: Readonly<Record<string, HostContext>>;
  readonly evidence: readonly Evidence[];
  readonly decisions: readonly Decision[];
  readonly lines: { readonly alert: number; readonly block: number };
  /** How many false alarms are to be expected at the alert line, in a sentence; null where nobody asked and nothing is known. */
  readonly expectedAlarms: string | null;
  readonly riskNumbers: RiskNumbers;
  /** Which models judged, in one sentence. */
  readonly judge: string;
  /** What a reader must know before trusting the verdict: the majority trap, too few rows. */
  readonly warnings: readonly string[];
  readonly models: readonly ModelSummary[];
  readonly clusters: ClusterSummary | null;
  readonly histograms: readonly ScoreHistogram[];
  readonly projection: Projection | null;
  readonly timeline: Timeline;
  readonly countries: readonly CountrySummary[];
  readonly attributions: readonly Attribution[];
  /** Flows that evidence refers to, and the strangest `strangestLimit`. */
  readonly flows: readonly ReportedFlow[];
  readonly strangestLimit: number;
  readonly classic: ClassicResult | null;
}
