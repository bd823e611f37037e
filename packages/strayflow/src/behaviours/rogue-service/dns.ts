/** Answers of DNS and LLMNR that no right server gives: for names of others, against the usual resolver, twice to one question. */
import { addressKind, parseAddress } from '../../model/address.js';
import type { NetworkContext } from '../../model/behaviour.js';
import { type FactBatch, FactKind } from '../../model/fact-batch.js';
import { addressKey, hostText } from '../host-key.js';
import { type RecentMap, recall, recentMap, remember } from '../recent-map.js';
import { type References, refer, references } from '../references.js';
import type { Told } from '../telling.js';
import { plainCount } from '../words.js';
import type { Finding } from './finding.js';
import type { RogueServiceOptions } from './options.js';

const DNS_PORT = 53;
const LLMNR_PORT = 5355;
const QUESTION_MS = 5_000;
const MAX_NAMES = 64;
const MAX_ANSWERS = 8;
/** A server that blocks advertisements by its own address does what a diverting one does: below the alert line. */
const SURPRISE = { anyName: 5, diverted: 3.5, disputed: 4 } as const;

/** Names by which one suspect is told. */
interface Suspect {
  readonly kind: 'any-name' | 'diverted' | 'disputed';
  readonly host: string;
  peer: string;
  readonly names: Set<string>;
  readonly firstSeen: number;
  lastSeen: number;
  readonly references: References;
  told: Told | null;
}

interface Question {
  asked: number;
  lastAsked: number;
  /** Different answers, at most MAX_ANSWERS. */
  readonly values: string[];
}

export interface DnsState {
  readonly questions: RecentMap<Question>;
  /** The answer that a name usually gets, and from whom. */
  readonly usual: RecentMap<{ readonly server: string; readonly value: string }>;
  readonly suspects: RecentMap<Suspect>;
  readonly dirty: Set<string>;
}

export function dnsState(options: RogueServiceOptions): DnsState {
  return {
    questions: recentMap(options.maxQuestions),
    usual: recentMap(options.maxQuestions),
    suspects: recentMap(options.maxServers),
    dirty: new Set(),
  };
}

const scratch = new Uint8Array(16);

function suspect(
  state: DnsState,
  kind: Suspect['kind'],
  host: string,
  peer: string,
  name: string,
  batch: FactBatch,
  row: number,
): void {
  const key = `${kind} ${host}`;
  const time = batch.time[row]!;
  let entry = recall(state.suspects, key);
  if (entry === undefined) {
    entry = {
      kind,
      host,
      peer,
      names: new Set(),
      firstSeen: time,
      lastSeen: time,
      references: references(),
      told: null,
    };
    remember(state.suspects, key, entry, (kept) => kept.told !== null);
  }
  if (entry.names.size < MAX_NAMES) entry.names.add(name);
  entry.lastSeen = time;
  refer(entry.references, batch.input[row]!, batch.recordNumber[row]!);
  state.dirty.add(key);
}

/** The part of a name that its owner registered, roughly: its last two labels. */
function domainOf(name: string): string {
  return name.split('.').slice(-2).join('.');
}

/** Only names of the network itself, or of somewhere else? An address of this network in place of one outside. */
function isDiverted(usual: string, value: string, network: NetworkContext): boolean {
  if (!parseAddress(usual, scratch) || addressKind(scratch) !== 'public' || network.isInternal(scratch, 0))
    return false;
  return parseAddress(value, scratch) && network.isInternal(scratch, 0);
}

export function takeDns(state: DnsState, batch: FactBatch, row: number, network: NetworkContext): void {
  const port = batch.peerPort[row]!;
  if (port !== DNS_PORT && port !== LLMNR_PORT) return;
  const name = batch.name.dictionary[batch.name.codes[row]!]!.toLowerCase();
  if (name === '') return;
  const client = addressKey(batch.address, 16 * row);
  const server = addressKey(batch.peer, 16 * row);
  if (port === LLMNR_PORT) {
    // RFC 4795 section 2.3: a host answers for its own names alone.
    if (batch.kind[row] === FactKind.dnsAnswer && batch.number[row] === 0) {
      suspect(state, 'any-name', server, client, name, batch, row);
    }
    return;
  }
  const type = batch.text.dictionary[batch.text.codes[row]!]!;
  if (type !== 'A' && type !== 'AAAA') return;
  const key = `${client}${server}${type} ${name}`;
  const time = batch.time[row]!;
  const known = recall(state.questions, key);
  const isOpen = known !== undefined && time - known.lastAsked <= QUESTION_MS;
  if (batch.kind[row] === FactKind.dnsQuery) {
    if (isOpen) {
      known.asked++;
      known.lastAsked = time;
    } else remember(state.questions, key, { asked: 1, lastAsked: time, values: [] });
    return;
  }
  const value = batch.value.dictionary[batch.value.codes[row]!]!;
  if (batch.number[row] !== 0 || value === '') return;
  if (isOpen && !known.values.includes(value) && known.values.length < MAX_ANSWERS) {
    known.values.push(value);
    if (known.values.length > known.asked) suspect(state, 'disputed', client, server, name, batch, row);
  }
  const usual = recall(state.usual, `${type} ${name}`);
  if (usual === undefined) remember(state.usual, `${type} ${name}`, { server, value });
  else if (usual.server !== server && isDiverted(usual.value, value, network)) {
    suspect(state, 'diverted', server, usual.server, domainOf(name), batch, row);
  }
}

function findingOf(entry: Suspect, options: RogueServiceOptions): Finding | null {
  const count = entry.names.size;
  const common = {
    host: entry.host,
    peer: entry.peer,
    key: `dns ${entry.kind}`,
    firstSeen: entry.firstSeen,
    lastSeen: entry.lastSeen,
    value: count,
    references: entry.references,
  };
  switch (entry.kind) {
    case 'any-name':
      return count < options.minNames
        ? null
        : {
            ...common,
            role: 'actor',
            surprise: SURPRISE.anyName,
            why: 'a host answers LLMNR for its own name alone (RFC 4795)',
            summary: `answered by LLMNR for ${plainCount(count, 'different name')}, among them to ${hostText(
              entry.peer,
            )}, as if all of them were its own`,
            feature: 'different names answered by LLMNR',
            usual: 2,
            least: options.minNames,
            technique: 'T1557.001',
          };
    case 'diverted':
      return count < options.minNames
        ? null
        : {
            ...common,
            role: 'actor',
            surprise: SURPRISE.diverted,
            why: 'a resolver that blocks advertisements or a portal for guests does the same on purpose',
            summary: `answered for names of ${plainCount(
              count,
              'domain',
            )} with addresses of this network, where ${hostText(entry.peer)} had named addresses outside`,
            feature: 'domains answered with an address of this network',
            usual: 1,
            least: options.minNames,
            technique: 'T1584.002',
          };
    default:
      return count < options.minDisputed
        ? null
        : {
            ...common,
            role: 'victim',
            surprise: SURPRISE.disputed,
            why: 'a resolver answers a question once; more answers than questions, which differ, are somebody else’s',
            summary: `got more different answers than it had asked questions for ${plainCount(count, 'name')}, in the name of ${hostText(
              entry.peer,
            )}: somebody else answers in its place`,
            feature: 'names with more different answers than questions',
            usual: 0,
            least: options.minDisputed,
            technique: 'T1557',
          };
  }
}

/** Findings since the last tick, with whose they are. */
export function dnsFindings(
  state: DnsState,
  isKnown: (server: string) => boolean,
  options: RogueServiceOptions,
): readonly { readonly finding: Finding; readonly entry: { told: Told | null } }[] {
  const found: { finding: Finding; entry: { told: Told | null } }[] = [];
  for (const key of state.dirty) {
    const entry = recall(state.suspects, key);
    const finding = entry === undefined ? null : findingOf(entry, options);
    if (entry === undefined || finding === null) continue;
    if (finding.role === 'actor' && isKnown(entry.host)) continue;
    found.push({ finding, entry });
  }
  state.dirty.clear();
  return found;
}
