/** What is fuzzed: every source format, and the reader of exporters' datagrams as a receiver feeds it. */
import { crc32 } from '../../src/model/crc32.js';
import type { Parser, RecordSink, SourceFormat } from '../../src/model/source.js';
import { DATAGRAM_HEADER_BYTES } from '../../src/sources/exports/datagram-file.js';
import { SOURCE_FORMATS } from '../../src/sources/index.js';
import { DatagramFeed } from './datagram-feed.js';
import { EXPORT_SEEDS, seedsOf } from './seeds.js';

export interface FuzzTarget {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  readonly tokens: readonly Uint8Array[];
  /** Whether it can be continued from a snapshot. */
  readonly restarts: boolean;
  /** What it makes of the input depends on what it was asked to hand over when. */
  readonly decidesAtFlush: boolean;
  open(sink: RecordSink, snapshot?: Uint8Array): Parser;
  /** Makes checksums right again, which a change of bytes nearly always spoils. */
  readonly repair?: (bytes: Uint8Array) => Uint8Array;
}

/** Tables whose columns are told by the rows that have come; datasets in one file whose rows wait in batches of their own. */
const DECIDE_AT_FLUSH: readonly string[] = ['csv', 'ndjson', 'cloudflare-logpush'];

function formatTarget(format: SourceFormat): FuzzTarget {
  const options = format.options.parse({});
  const open = (sink: RecordSink, snapshot?: Uint8Array) =>
    format.open({ site: 'test', input: 0, sink }, options, snapshot);
  const seeds = seedsOf(format);
  return {
    name: format.name,
    seeds,
    tokens: tokensOf(seeds),
    restarts: open(SILENT).snapshot !== undefined,
    decidesAtFlush: DECIDE_AT_FLUSH.includes(format.name),
    open,
    ...(format.name === 'flow-datagrams' ? { repair: repairDatagrams } : {}),
  };
}

const SILENT: RecordSink = {
  flows: () => {},
  facts: () => {},
  read: () => {},
  reject: () => {},
  ignore: () => {},
  note: () => {},
};

const MOST_TOKENS = 400;

/** Words of the texts among the seeds, with their quotes: what a format's own language is made of. */
function tokensOf(seeds: readonly Uint8Array[]): readonly Uint8Array[] {
  const words = new Set<string>();
  for (const seed of seeds) {
    if (seed.includes(0)) continue;
    const text = new TextDecoder().decode(seed);
    for (const [word] of text.matchAll(/"[^"\n]{1,40}":?|[A-Za-z#][\w.:#-]{1,40}/g)) words.add(word);
  }
  return [...words].slice(0, MOST_TOKENS).map((word) => new TextEncoder().encode(word));
}

/** See sources/exports/datagram-file.ts. */
function repairDatagrams(bytes: Uint8Array): Uint8Array {
  const out = bytes.slice();
  const view = new DataView(out.buffer);
  for (let at = 8; at + DATAGRAM_HEADER_BYTES <= out.length; ) {
    const end = at + DATAGRAM_HEADER_BYTES + view.getUint32(at, true);
    if (end > out.length) break;
    view.setUint32(at + 4, crc32(out, at + 8, end), true);
    at = end;
  }
  return out;
}

export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  ...SOURCE_FORMATS.map(formatTarget),
  {
    name: 'datagrams',
    seeds: EXPORT_SEEDS.feeds,
    tokens: [],
    restarts: true,
    decidesAtFlush: false,
    open: (sink, snapshot) => new DatagramFeed(sink, snapshot),
  },
];
