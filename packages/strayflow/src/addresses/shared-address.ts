/**
 * Recognises addresses that several machines share, by two signs of NAT (Maier, Schneider, Feldmann, "NAT usage in
 * residential broadband networks", PAM 2011): handshakes with the initial TTL of different systems, and web agents of
 * three or more systems, within one hour. Context: it accuses nobody.
 */
import { z } from 'zod';
import { ADDRESS_BYTES, hostName } from '../model/address.js';
import { type AddressTable, addressTable, internAddress } from '../model/address-table.js';
import type { Behaviour } from '../model/behaviour.js';
import { type Evidence, evidenceId } from '../model/evidence.js';
import { type FactBatch, FactKind } from '../model/fact-batch.js';
import { closesFlow, type FlowBatch } from '../model/flow-batch.js';
import { WINDOW_MS, windowStart } from '../model/window.js';
import { SHARED_KEY } from './shared.js';
import { Outcome, outcomeOf } from './spoofing/outcome.js';

const HOUR_MS = 3_600_000;
/** What agents call the systems that they run on; the first that fits. */
const SYSTEMS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Windows', /Windows NT/],
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['macOS', /Mac OS X/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux/],
];

const sharedAddressOptions = z.strictObject({
  minFlows: z
    .int()
    .min(1)
    .default(20)
    .describe('Handshakes of each of two kinds of system from one address within an hour (flows)'),
  minSystems: z
    .int()
    .min(2)
    .default(3)
    .describe('Operating systems that web agents of one address name within an hour (systems)'),
  maxHosts: z
    .int()
    .min(16)
    .max(1_000_000)
    .default(32_768)
    .describe('Addresses watched in an hour (addresses)'),
});
type SharedAddressOptions = z.infer<typeof sharedAddressOptions>;

interface Sharer {
  /** Handshakes with an initial TTL of 64, and of 128. */
  readonly flows: [unix: number, windows: number];
  /** Bits, by place in SYSTEMS. */
  systems: number;
  /** The earliest record, and when the last was true (Unix ms). */
  firstSeen: number;
  lastSeen: number;
  input: number;
  record: number;
}

interface SiteSharers {
  hour: number;
  table: AddressTable;
  sharers: Sharer[];
  refused: number;
  /** Hosts that were told of; not told again. */
  readonly told: Set<string>;
}

interface SharedAddressState {
  readonly sites: Map<string, SiteSharers>;
}

type Row = Pick<FlowBatch | FactBatch, 'time' | 'input' | 'recordNumber' | 'site'>;

function sharerOf(
  state: SharedAddressState,
  options: SharedAddressOptions,
  batch: Row,
  addresses: Uint8Array,
  row: number,
): Sharer | null {
  let site = state.sites.get(batch.site);
  if (site === undefined) {
    site = {
      hour: Number.NEGATIVE_INFINITY,
      table: addressTable(options.maxHosts),
      sharers: [],
      refused: 0,
      told: new Set(),
    };
    state.sites.set(batch.site, site);
  }
  const time = batch.time[row]!;
  const hour = Math.floor(time / HOUR_MS);
  if (hour > site.hour) {
    site.refused += site.table.refused;
    site.hour = hour;
    site.table = addressTable(options.maxHosts);
    site.sharers = [];
  }
  const id = internAddress(site.table, addresses, row * ADDRESS_BYTES);
  if (id < 0) return null;
  let sharer = site.sharers[id];
  if (sharer === undefined) {
    sharer = {
      flows: [0, 0],
      systems: 0,
      firstSeen: Number.POSITIVE_INFINITY,
      lastSeen: time,
      input: 0,
      record: 0,
    };
    site.sharers[id] = sharer;
  }
  if (time < sharer.firstSeen) {
    sharer.firstSeen = time;
    sharer.input = batch.input[row]!;
    sharer.record = batch.recordNumber[row]!;
  }
  sharer.lastSeen = Math.max(sharer.lastSeen, time);
  return sharer;
}

function readFlow(
  state: SharedAddressState,
  options: SharedAddressOptions,
  batch: FlowBatch,
  ttl: number,
  row: number,
): void {
  // Initial values of 32 and 255 are those of network gear, or of traceroute.
  if (ttl <= 32 || ttl > 128 || !closesFlow(batch.record[row]!) || batch.initiatorKnown[row] !== 1) return;
  if (outcomeOf(batch, row) !== Outcome.proven) return;
  const sharer = sharerOf(state, options, batch, batch.source, row);
  if (sharer !== null) sharer.flows[ttl <= 64 ? 0 : 1]++;
}

/** -1 where the agent names none. */
function systemOf(agent: string): number {
  return SYSTEMS.findIndex(([, pattern]) => pattern.test(agent));
}

function systemNames(bits: number): readonly string[] {
  return SYSTEMS.filter((_, place) => (bits & (1 << place)) !== 0).map(([name]) => name);
}

function signsOf(sharer: Sharer, options: SharedAddressOptions): string | null {
  const [unix, windows] = sharer.flows;
  if (sharer.systems === 0 && Math.min(unix, windows) < options.minFlows) return null;
  const names = systemNames(sharer.systems);
  if (names.length >= options.minSystems) return `its web agents name ${names.join(', ')}`;
  if (Math.min(unix, windows) < options.minFlows) return null;
  return `${unix} of its handshakes began with a TTL of 64 and ${windows} with 128`;
}

function sharedEvidence(
  sharer: Sharer,
  site: string,
  host: string,
  signs: string,
  options: SharedAddressOptions,
): Evidence {
  const systems = systemNames(sharer.systems).length;
  const byAgents = systems >= options.minSystems;
  const start = windowStart(sharer.firstSeen);
  const window = { start, end: Math.max(start, windowStart(sharer.lastSeen)) + WINDOW_MS };
  const identity = { site, host, role: 'actor', family: 'context', key: SHARED_KEY, window } as const;
  const [unix, windows] = sharer.flows;
  return {
    id: evidenceId(identity),
    revision: 0,
    ...identity,
    peer: null,
    firstSeen: sharer.firstSeen,
    lastSeen: sharer.lastSeen,
    basis: {
      kind: 'confidence-class',
      name: 'low',
      why: 'one machine with virtual ones in it looks like this, too',
    },
    surprise: 1,
    attributable: false,
    summary: `seems to be shared by several machines (NAT or a proxy): within an hour ${signs}; what is told of it may be any one's doing`,
    contributions: [
      {
        feature: 'handshakes of the rarer kind of system',
        value: Math.min(unix, windows),
        unit: 'flows',
        usual: null,
        share: byAgents ? 0 : 1,
      },
      {
        feature: 'systems that web agents name',
        value: systems,
        unit: 'systems',
        usual: null,
        share: byAgents ? 1 : 0,
      },
    ],
    threshold: null,
    records: [{ input: sharer.input, record: sharer.record }],
    recordCount: Math.max(1, unix + windows),
    technique: null,
  };
}

export const sharedAddress: Behaviour<SharedAddressOptions, SharedAddressState> = {
  name: SHARED_KEY,
  title: 'Addresses that several machines share',
  families: ['context'],
  options: sharedAddressOptions,
  create: (options, network) => ({
    name: SHARED_KEY,
    key: 'source',
    open: () => ({ sites: new Map() }),
    step(state, batch) {
      if (batch.ttl === null) return;
      for (let row = 0; row < batch.length; row++) readFlow(state, options, batch, batch.ttl[row]!, row);
    },
    facts(state, batch) {
      for (let row = 0; row < batch.length; row++) {
        if (batch.kind[row] !== FactKind.httpRequest) continue;
        const system = systemOf(batch.text.dictionary[batch.text.codes[row]!] ?? '');
        if (system < 0) continue;
        const sharer = sharerOf(state, options, batch, batch.address, row);
        if (sharer !== null) sharer.systems |= 1 << system;
      }
    },
    advance(state, _now, emit) {
      for (const [name, { table, sharers, told }] of state.sites) {
        for (const [id, sharer] of sharers.entries()) {
          const signs = signsOf(sharer, options);
          if (signs === null || told.size >= options.maxHosts) continue;
          const at = id * ADDRESS_BYTES;
          const host = hostName(table.bytes, at, network.isInternal(table.bytes, at));
          if (told.has(host)) continue;
          told.add(host);
          emit(sharedEvidence(sharer, name, host, signs, options));
        }
      }
    },
    dropped(state) {
      let sum = 0;
      for (const { refused, table } of state.sites.values()) sum += refused + table.refused;
      return sum;
    },
  }),
};
