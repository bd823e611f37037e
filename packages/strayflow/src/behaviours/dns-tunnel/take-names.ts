/** Queries and answers of DNS become counts of names. */
import { type FactBatch, FactKind } from '../../model/fact-batch.js';
import { addressKey } from '../host-key.js';
import { recall, remember } from '../recent-map.js';
import { refer } from '../references.js';
import { informationBits, isPlainForm, nameHash, type SplitName, splitName } from './domain-name.js';
import type { DnsTunnelOptions } from './options.js';
import {
  type DnsTunnelState,
  isNewName,
  MOST_CLIENTS,
  type NameSeries,
  openNames,
  turnNames,
} from './state.js';

/** The options as they are asked for, and what names were found to be. */
export interface NameRules {
  readonly options: DnsTunnelOptions;
  readonly harmless: ReadonlySet<string>;
  readonly carriers: ReadonlySet<string>;
  readonly excluded: ReadonlySet<number>;
}

export function nameRules(options: DnsTunnelOptions): NameRules {
  return {
    options,
    harmless: new Set(options.harmlessDomains.map((domain) => domain.toLowerCase())),
    carriers: new Set(options.carrierTypes),
    excluded: new Set(options.excludedPorts),
  };
}

/** A client with this many names that carry data under a domain is one that uses it so. */
const MANY_NAMES = 5;
/** What a new name of a type for large answers counts at least. */
const LEAST_CARRIER = 0.5;

function isHarmless(split: SplitName, rules: NameRules): boolean {
  if (rules.harmless.has(split.domain)) return true;
  for (let dot = split.below.indexOf('.'); dot >= 0; dot = split.below.indexOf('.', dot + 1)) {
    if (rules.harmless.has(`${split.below.slice(dot + 1)}.${split.domain}`)) return true;
  }
  return false;
}

export function takeFact(state: DnsTunnelState, batch: FactBatch, row: number, rules: NameRules): void {
  const kind = batch.kind[row]!;
  if (kind !== FactKind.dnsQuery && kind !== FactKind.dnsAnswer) return;
  if (rules.excluded.has(batch.peerPort[row]!)) return;
  const split = splitName(batch.name.dictionary[batch.name.codes[row]!]!);
  if (split === null || isPlainForm(split.below) || isHarmless(split, rules)) return;
  const time = batch.time[row]!;
  const client = addressKey(batch.address, 16 * row);
  const server = addressKey(batch.peer, 16 * row);
  const key = client + split.domain;
  let series = recall(state.names, key);
  if (series === undefined) {
    if (recall(state.askers, client) === undefined) remember(state.askers, client, true);
    noteServer(state, server);
    series = openNames(client, split.domain, server, time);
    remember(state.names, key, series, (kept) => kept.told !== null || kept.usualHour > MANY_NAMES);
  }
  turnNames(series, time);
  series.lastSeen = time;
  if (server !== series.server) {
    series.manyServers = true;
    noteServer(state, server);
  }
  if (kind === FactKind.dnsQuery) series.queries++;
  else series.answerCharacters += batch.value.dictionary[batch.value.codes[row]!]!.length;
  const type = batch.text.dictionary[batch.text.codes[row]!]!;
  if (!isNewName(series, nameHash(split.below))) return;
  refer(series.references, batch.input[row]!, batch.recordNumber[row]!);
  countName(state, series, key, split.below, rules.carriers.has(type), rules.options);
}

function noteServer(state: DnsTunnelState, server: string): void {
  if (recall(state.servers, server) === undefined) remember(state.servers, server, true);
}

function countName(
  state: DnsTunnelState,
  series: NameSeries,
  key: string,
  below: string,
  carrier: boolean,
  options: DnsTunnelOptions,
): void {
  const share = Math.min(1, informationBits(below) / options.nameBits);
  const weight = carrier ? Math.max(LEAST_CARRIER, share) : share;
  series.names++;
  if (carrier) series.carriers++;
  series.characters += below.length;
  series.longest = Math.max(series.longest, below.length);
  series.inFive += weight;
  series.inHour += weight;
  series.mostFive = Math.max(series.mostFive, series.inFive);
  series.mostHour = Math.max(series.mostHour, series.inHour);
  if (series.inHour >= MANY_NAMES) noteClient(state, series.domain, series.client);
  if (series.inFive > 2 * options.usualPer5Minutes || series.inHour > options.usualPerHour) {
    state.dirtyNames.add(key);
  }
}

function noteClient(state: DnsTunnelState, domain: string, client: string): void {
  const clients = recall(state.domains, domain);
  if (clients === undefined) remember(state.domains, domain, [client]);
  else if (clients.length < MOST_CLIENTS && !clients.includes(client)) clients.push(client);
}
