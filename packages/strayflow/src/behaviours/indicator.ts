/**
 * Indicators: dealings with addresses, domains and fingerprints that lists name (STIX 2.1 section 4.7; MISP). What a list
 * says is somebody else's finding, of some age: it lends weight, and is never alone a block.
 */
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import { type FactBatch, FactKind, type FactText } from '../model/fact-batch.js';
import { type FlowBatch, opensFlow } from '../model/flow-batch.js';
import { provesHandshake } from './handshake.js';
import { addressKey, hostKey } from './host-key.js';
import { type Finding, findingEvidence } from './indicator/evidence.js';
import { type Matcher, matcherOf } from './indicator/matcher.js';
import { type IndicatorEntry, type IndicatorOptions, indicatorOptions } from './indicator/options.js';
import { type Sight, surpriseOf } from './indicator/weight.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { type RecentMap, recall, recentMap, remember } from './recent-map.js';
import { refer, references } from './references.js';
import { isNews, nextTold } from './telling.js';

export interface IndicatorState {
  readonly findings: RecentMap<Finding>;
  /** Hosts of the network that were asked for names. */
  readonly resolvers: RecentMap<true>;
  /** Keys with news since the last tick. */
  readonly dirty: Set<string>;
}

/** What every row is judged with. */
interface Tools {
  readonly options: IndicatorOptions;
  readonly network: NetworkContext;
  readonly matcher: Matcher;
}

/** Where one match was seen. */
interface Match {
  readonly entry: IndicatorEntry;
  readonly sight: Sight;
  readonly unit: string;
  readonly host: string;
  /** Null for names: the server that was asked is not what is listed. */
  readonly peer: string | null;
  readonly time: number;
  readonly input: number;
  readonly record: number;
  readonly isCounted: boolean;
  readonly isProven: boolean;
}

const keyOf = (host: string, sight: Sight, { kind, value }: IndicatorEntry) =>
  `${host}${sight} ${kind} ${value}`;

function note(state: IndicatorState, match: Match, options: IndicatorOptions): void {
  const { entry, sight, host, time } = match;
  const key = keyOf(host, sight, entry);
  let finding = recall(state.findings, key);
  if (finding === undefined) {
    if (!match.isCounted) return;
    const surprise = surpriseOf(entry, sight, time, options);
    if (surprise < options.leastSurprise) return;
    const { peer, unit } = match;
    finding = {
      ...{ host, peer, entry, sight, unit, surprise },
      ...{ firstSeen: time, lastSeen: time, proven: 0, references: references(), told: null },
    };
    remember(state.findings, key, finding, (kept) => kept.told !== null);
  }
  if (finding.peer !== match.peer) finding.peer = null;
  finding.lastSeen = time;
  if (match.isProven) finding.proven++;
  if (match.isCounted) refer(finding.references, match.input, match.record);
  state.dirty.add(key);
}

function stepRow(state: IndicatorState, batch: FlowBatch, row: number, tools: Tools): void {
  const { matcher, network, options } = tools;
  const { source, destination } = batch;
  const at = 16 * row;
  const there = matcher.address(destination, at);
  const entry = there ?? matcher.address(source, at);
  // Who began is not known mid-stream, and a listed address of the network itself accuses nobody.
  if (entry === null || batch.initiatorKnown[row] === 0) return;
  const isOutgoing = network.isInternal(source, at);
  if (isOutgoing === network.isInternal(destination, at) || isOutgoing !== (there !== null)) return;
  note(
    state,
    {
      entry,
      sight: isOutgoing ? 'contact' : 'incoming',
      unit: 'flow',
      host: hostKey(source, at, network),
      peer: hostKey(destination, at, network),
      time: batch.time[row]!,
      input: batch.input[row]!,
      record: batch.recordNumber[row]!,
      isCounted: opensFlow(batch.record[row]!),
      isProven: provesHandshake(batch, row),
    },
    options,
  );
}

const textOf = (batch: FactBatch, row: number, column: FactText): string => {
  const { codes, dictionary } = batch[column];
  return dictionary[codes[row]!]!;
};

/** "host:8080" -> "host" */
function withoutPort(host: string): string {
  const colon = host.lastIndexOf(':');
  return colon > 0 ? host.slice(0, colon) : host;
}

interface Found {
  readonly entry: IndicatorEntry;
  readonly sight: Sight;
  readonly unit: string;
}

function found(entry: IndicatorEntry | null, sight: Sight, unit: string): Found | null {
  return entry === null ? null : { entry, sight, unit };
}

function matchOf(state: IndicatorState, batch: FactBatch, row: number, { matcher }: Tools): Found | null {
  switch (batch.kind[row]) {
    case FactKind.dnsAddress:
    case FactKind.dnsQuery: {
      const entry = matcher.domain(textOf(batch, row, 'name'));
      if (entry === null) return null;
      const isResolver = recall(state.resolvers, addressKey(batch.address, 16 * row)) !== undefined;
      return found(entry, isResolver ? 'resolver' : 'name', 'time');
    }
    case FactKind.tlsClient:
      return (
        found(matcher.domain(textOf(batch, row, 'name')), 'name', 'time') ??
        found(matcher.fingerprint(textOf(batch, row, 'value')), 'fingerprint', 'connection')
      );
    case FactKind.tlsServer:
      return found(matcher.fingerprint(textOf(batch, row, 'value')), 'fingerprint', 'connection');
    case FactKind.tlsCertificate:
      return found(matcher.fingerprint(textOf(batch, row, 'value')), 'certificate', 'connection');
    case FactKind.httpRequest:
      return found(matcher.domain(withoutPort(textOf(batch, row, 'name'))), 'name', 'time');
    default:
      return null;
  }
}

function takeFact(state: IndicatorState, batch: FactBatch, row: number, tools: Tools): void {
  const { network, options } = tools;
  const at = 16 * row;
  const kind = batch.kind[row]!;
  if (kind === FactKind.dnsQuery && network.isInternal(batch.peer, at)) {
    const server = addressKey(batch.peer, at);
    if (recall(state.resolvers, server) === undefined) remember(state.resolvers, server, true);
  }
  const match = matchOf(state, batch, row, tools);
  if (match === null) return;
  const isDns = kind === FactKind.dnsQuery || kind === FactKind.dnsAddress;
  const byServer = kind === FactKind.tlsServer || kind === FactKind.tlsCertificate;
  const [host, peer] = byServer ? [batch.peer, batch.address] : [batch.address, batch.peer];
  if (!network.isInternal(host, at)) return;
  const client = hostKey(host, at, network);
  const isKnown = recall(state.findings, keyOf(client, match.sight, match.entry)) !== undefined;
  note(
    state,
    {
      ...match,
      host: client,
      peer: isDns ? null : hostKey(peer, at, network),
      time: batch.time[row]!,
      input: batch.input[row]!,
      record: batch.recordNumber[row]!,
      // An answer repeats its question: it counts only where the question was not seen.
      isCounted: kind !== FactKind.dnsAddress || !isKnown,
      isProven: !isDns,
    },
    options,
  );
}

function siteStage(options: IndicatorOptions, network: NetworkContext): SiteStage<IndicatorState> {
  const matcher = matcherOf(options.entries);
  const tools = { options, network, matcher };
  return {
    name: 'indicator',
    key: 'pair',
    open: () => ({
      findings: recentMap(options.maxFindings),
      resolvers: recentMap(options.maxResolvers),
      dirty: new Set(),
    }),
    step(state, batch) {
      if (!matcher.hasAddresses) return;
      for (let row = 0; row < batch.length; row++) stepRow(state, batch, row, tools);
    },
    facts(state, batch) {
      if (!matcher.hasNames) return;
      for (let row = 0; row < batch.length; row++) takeFact(state, batch, row, tools);
    },
    advance(state, now, site, emit) {
      for (const key of [...state.dirty].sort()) {
        const finding = recall(state.findings, key);
        if (finding === undefined) continue;
        const { count } = finding.references;
        if (!isNews(finding.told, finding.surprise, count, now === Number.POSITIVE_INFINITY)) continue;
        finding.told = nextTold(finding.told, finding.surprise, count);
        emit(findingEvidence(finding, finding.told, site));
      }
      state.dirty.clear();
    },
    dropped: (state) => state.findings.forgotten,
  };
}

export const indicator: Behaviour<IndicatorOptions, PerSiteState<IndicatorState>> = {
  name: 'indicator',
  title: 'Indicators',
  families: ['indicator', 'context'],
  options: indicatorOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
