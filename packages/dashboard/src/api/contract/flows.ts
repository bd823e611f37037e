/** Flows and networks. */

export interface FlowRow {
  time: number;
  durationMs: number | null;
  source: string;
  destination: string;
  sourcePort: number | null;
  destinationPort: number | null;
  protocol: number;
  state: string | null;
  service: string | null;
  bytesSent: number | null;
  bytesReceived: number | null;
  packetsSent: number | null;
  packetsReceived: number | null;
  input: number;
  record: number;
  site: string;
  vlan: number | null;
  uid: string | null;
  identity: string | null;
}

export interface FlowQuery {
  query?: string;
  from?: number;
  to?: number;
}

export interface FlowPage {
  items: FlowRow[];
  next: string | null;
  /** False: a limit of time or rows cut the search. */
  isWhole: boolean;
  scannedFiles: number;
}

export interface FlowHistogram {
  stepMs: number;
  items: { time: number; flows: number; bytes: number }[];
  isWhole: boolean;
}

export type FlowTopBy = 'source' | 'destination' | 'destinationPort' | 'protocol' | 'service';

export interface FlowTop {
  items: { key: string; flows: number; bytes: number }[];
  isWhole: boolean;
}

export interface Networks {
  internal: string[];
  networks: {
    prefix: string;
    isInternal: boolean;
    hosts: number;
    flows: number;
    bytes: number;
    riskiest: number;
  }[];
  /** ISO codes; "" is unknown. */
  countries: { country: string; hosts: number; flows: number; bytes: number; riskiest: number }[];
  links: { from: string; to: string; flows: number; bytes: number }[];
  isWhole: boolean;
}
