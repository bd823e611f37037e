/** Port scans: many ports of one host, one port of many hosts, or both; over seconds or a day. */
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { type FlowBatch, opensFlow } from '../model/flow-batch.js';
import type { Emit } from '../model/stage.js';
import { bearsHandshakeMark, noteHandshake, pathMark, provesHandshake } from './handshake.js';
import { addressKey, hostKey } from './host-key.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { scanEvidence } from './port-scan/evidence.js';
import { type PortScanOptions, portScanOptions } from './port-scan/options.js';
import { type Outcome, outcomeOf } from './port-scan/outcome.js';
import {
  blockKey,
  contactAnswered,
  contactExcused,
  contactFailed,
  contactUnjudged,
  type Failure,
  portKey,
  scanSurprise,
} from './port-scan/sequential-test.js';
import {
  type Attempt,
  type Contact,
  ContactStatus,
  openPortScan,
  type PortScanState,
  type ScanTest,
} from './port-scan/state.js';
import { Protocol } from './protocol.js';
import { forgetIdle, recall, remember } from './recent-map.js';
import { isNews, nextTold } from './telling.js';

const SWEEPS_PER_LIFE = 8;

function attemptOf(
  state: PortScanState,
  batch: FlowBatch,
  row: number,
  source: string,
  destination: string,
): Attempt {
  const proven = provesHandshake(batch, row) || bearsHandshakeMark(state.marks, source, pathMark(batch, row));
  return {
    source,
    destination,
    protocol: batch.protocol[row]!,
    port: batch.destinationPort[row]!,
    time: batch.time[row]!,
    input: batch.input[row]!,
    record: batch.recordNumber[row]!,
    proven,
  };
}

/** A conversation that agreed on further ports excuses what fails on them (RFC 959 passive mode, RPC end points). */
function isNegotiated(state: PortScanState, attempt: Attempt, options: PortScanOptions): boolean {
  if (attempt.port < 1024) return false;
  for (const port of options.negotiatingPorts) {
    const key = attempt.source + attempt.destination + portKey(Protocol.tcp, port);
    if (recall(state.contacts, key)?.status === ContactStatus.answered) return true;
  }
  return false;
}

function failed(
  state: PortScanState,
  contact: Contact,
  attempt: Attempt,
  failure: Failure,
  options: PortScanOptions,
): void {
  if (isNegotiated(state, attempt, options)) {
    contact.status = ContactStatus.excused;
    return;
  }
  contact.status = ContactStatus[failure];
  contactFailed(state, attempt, failure, options);
}

/** Settles a contact that is new or was waiting. */
function settle(
  state: PortScanState,
  key: string,
  contact: Contact,
  attempt: Attempt,
  outcome: Outcome,
  options: PortScanOptions,
): void {
  if (outcome === 'waiting') {
    if (state.pending.has(key)) return;
    if (state.pending.size >= options.maxPending) {
      state.unresolved++;
      contact.status = ContactStatus.unjudged;
    } else state.pending.set(key, attempt);
    return;
  }
  state.pending.delete(key);
  if (outcome === 'refused' || outcome === 'silent') failed(state, contact, attempt, outcome, options);
  else if (outcome === 'answered' || outcome === 'knock') {
    contact.status = ContactStatus[outcome === 'knock' ? 'knocked' : 'answered'];
    contactAnswered(state, attempt, outcome === 'knock', options);
    if (outcome === 'knock') contactUnjudged(state, attempt, 'fan-out-ports', options);
  } else {
    contact.status = ContactStatus.unjudged;
    contactUnjudged(state, attempt, 'fan-out-ports', options);
    if (outcome === 'syn-only') contactUnjudged(state, attempt, 'fan-out-hosts', options);
  }
}

/** A client that tries one dead port again and again; scanners move on. */
function keepsTrying(contact: Contact, time: number, options: PortScanOptions): boolean {
  const { status } = contact;
  if (status !== ContactStatus.refused && status !== ContactStatus.silent) return false;
  return contact.attempts >= options.patientAttempts && time - contact.first >= options.patientSpanMs;
}

function stepRow(
  state: PortScanState,
  batch: FlowBatch,
  row: number,
  options: PortScanOptions,
  network: NetworkContext,
): void {
  const outcome = outcomeOf(batch, row, options);
  if (outcome === 'none') return;
  const source = hostKey(batch.source, 16 * row, network);
  const destination = addressKey(batch.destination, 16 * row);
  if (provesHandshake(batch, row)) noteHandshake(state.marks, source, pathMark(batch, row));
  const key = source + destination + portKey(batch.protocol[row]!, batch.destinationPort[row]!);
  const time = batch.time[row]!;
  let contact = recall(state.contacts, key);
  if (contact === undefined) {
    contact = { status: ContactStatus.pending, attempts: 0, first: time, last: time };
    remember(state.contacts, key, contact);
  }
  if (opensFlow(batch.record[row]!)) contact.attempts++;
  contact.last = time;
  if (contact.status === ContactStatus.pending) {
    settle(state, key, contact, attemptOf(state, batch, row, source, destination), outcome, options);
  } else if (keepsTrying(contact, time, options)) {
    const failure = contact.status === ContactStatus.refused ? 'refused' : 'silent';
    contact.status = ContactStatus.excused;
    contactExcused(state, attemptOf(state, batch, row, source, destination), failure, options);
  }
}

/** Attempts that waited long enough were not answered. */
function settleSilent(state: PortScanState, now: number, options: PortScanOptions): void {
  for (const [key, attempt] of state.pending) {
    if (attempt.time + options.answerWaitMs > now) break;
    state.pending.delete(key);
    const contact = recall(state.contacts, key);
    if (contact !== undefined) failed(state, contact, attempt, 'silent', options);
  }
}

/** Tells what is new of one test; true where it is to be told together with others of its source. */
function tell(
  state: PortScanState,
  test: ScanTest,
  site: string,
  atEnd: boolean,
  options: PortScanOptions,
  emit: Emit<Evidence>,
): boolean {
  const source = recall(state.sources, test.source);
  if (source === undefined || !test.changed) return false;
  const surprise = scanSurprise(test, source, options);
  if (surprise < options.fireSurprise && test.told === null) return false;
  const highest = Math.max(surprise, test.told?.surprise ?? 0);
  if (!isNews(test.told, highest, test.references.count, atEnd)) return false;
  if (test.told === null && test.shape !== 'block') {
    if (source.told >= options.foldAfter) {
      const more = surprise > source.folded;
      source.folded = Math.max(source.folded, surprise);
      return more;
    }
    source.told++;
  }
  test.told = nextTold(test.told, highest, test.references.count);
  test.changed = false;
  emit(scanEvidence(test, source, test.told, site, options));
  return false;
}

/** Single hosts and ports first, because what they leave over is told by the test over all of them. */
function tellAll(
  state: PortScanState,
  now: number,
  site: string,
  options: PortScanOptions,
  emit: Emit<Evidence>,
): void {
  const atEnd = now === Number.POSITIVE_INFINITY;
  const keys = atEnd ? [...state.tests.old.keys(), ...state.tests.young.keys()] : state.dirty;
  const blocks = new Set<string>();
  for (const key of keys) {
    const test = recall(state.tests, key);
    if (test === undefined) continue;
    if (test.shape === 'block') blocks.add(key);
    else if (tell(state, test, site, atEnd, options, emit)) blocks.add(blockKey(test.source));
  }
  for (const key of blocks) {
    const test = recall(state.tests, key);
    if (test !== undefined) tell(state, test, site, atEnd, options, emit);
  }
  state.dirty.clear();
}

function sweep(state: PortScanState, now: number, options: PortScanOptions): void {
  if (now < state.nextSweep || now === Number.POSITIVE_INFINITY) return;
  const since = now - options.forgetAfterMs;
  state.nextSweep = now + options.forgetAfterMs / SWEEPS_PER_LIFE;
  forgetIdle(state.contacts, (contact) => contact.last < since);
  forgetIdle(state.tests, (test) => test.lastSeen < since);
  forgetIdle(state.sources, (source) => source.last < since);
}

function siteStage(options: PortScanOptions, network: NetworkContext): SiteStage<PortScanState> {
  return {
    name: 'port-scan',
    key: 'source',
    open: () => openPortScan(options),
    step(state, batch) {
      for (let row = 0; row < batch.length; row++) stepRow(state, batch, row, options, network);
    },
    advance(state, now, site, emit) {
      settleSilent(state, now, options);
      tellAll(state, now, site, options, emit);
      sweep(state, now, options);
    },
    dropped: (state) =>
      state.contacts.forgotten + state.tests.forgotten + state.sources.forgotten + state.unresolved,
  };
}

export const portScan: Behaviour<PortScanOptions, PerSiteState<PortScanState>> = {
  name: 'port-scan',
  title: 'Port scan',
  families: ['port-scan'],
  options: portScanOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
