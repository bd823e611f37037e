/** Port scans: many ports of one host, one port of many hosts, or both; over seconds or a day. */
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { type FlowBatch, isKnown, opensFlow } from '../model/flow-batch.js';
import type { Emit } from '../model/stage.js';
import { addressFingerprint, fingerprintOfBoth, fingerprintWith, hostFingerprint } from './fingerprint.js';
import { bearsHandshakeMark, noteHandshake, pathMark, provesHandshake } from './handshake.js';
import { addressKey, hostKey } from './host-key.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { countInBurst, tellBursts } from './port-scan/burst.js';
import {
  attemptsOf,
  ContactStatus,
  firstOf,
  packContact,
  statusOf,
  withStatus,
} from './port-scan/contact.js';
import { forgetContacts, keepContact, recallContact } from './port-scan/contact-table.js';
import { scanEvidence } from './port-scan/evidence.js';
import { countInGroup, tellGroups } from './port-scan/group.js';
import { type PortScanOptions, portScanOptions } from './port-scan/options.js';
import { type Outcome, outcomeOf } from './port-scan/outcome.js';
import { tellRadiation } from './port-scan/radiation.js';
import { rulesOf, type ScanRules } from './port-scan/rules.js';
import {
  blockKey,
  contactAnswered,
  contactExcused,
  contactFailed,
  contactUnjudged,
  isTriedAnew,
  outsideKnock,
  scanSurprise,
} from './port-scan/sequential-test.js';
import {
  type Attempt,
  type Failure,
  openPortScan,
  type PortScanState,
  type ScanTest,
} from './port-scan/state.js';
import { Protocol, TcpFlag } from './protocol.js';
import { forgetIdle, recall, recentEntries } from './recent-table.js';
import { isNews, nextTold } from './telling.js';

const SWEEPS_PER_LIFE = 8;

/** An attempt that is read of one row after the other; what is kept of it is copied. */
type ReadAttempt = { -readonly [Field in keyof Attempt]: Attempt[Field] };

function openAttempt(): ReadAttempt {
  return {
    source: '',
    destination: '',
    sourceId: 0.5,
    destinationId: 0.5,
    pairId: 0.5,
    contactId: 0.5,
    protocol: 0,
    port: 0,
    time: 0.5,
    input: 0,
    record: 0,
    proven: false,
    fromInside: false,
    fromOutside: false,
  };
}

/** Which contact a row is of. */
function readContact(into: ReadAttempt, batch: FlowBatch, row: number, network: NetworkContext): void {
  const at = 16 * row;
  into.sourceId = hostFingerprint(batch.source, at, network);
  into.destinationId = addressFingerprint(batch.destination, at);
  into.pairId = fingerprintOfBoth(into.sourceId, into.destinationId);
  into.protocol = batch.protocol[row]!;
  into.port = batch.destinationPort[row]!;
  into.contactId = contactId(into.pairId, into.protocol, into.port);
}

function contactId(pairId: number, protocol: number, port: number): number {
  return fingerprintWith(pairId, (protocol << 16) | port);
}

/** What else an attempt is. */
function readAttempt(
  into: ReadAttempt,
  state: PortScanState,
  batch: FlowBatch,
  row: number,
  network: NetworkContext,
): void {
  const at = 16 * row;
  into.source = hostKey(batch.source, at, network);
  into.destination = addressKey(batch.destination, at);
  into.time = batch.time[row]!;
  into.input = batch.input[row]!;
  into.record = batch.recordNumber[row]!;
  into.fromInside = network.isInternal(batch.source, at);
  into.fromOutside =
    !into.fromInside && network.isInternal(batch.destination, at) && !mayBeAnswer(batch, row);
  into.proven =
    provesHandshake(batch, row) || bearsHandshakeMark(state.marks, into.source, pathMark(batch, row));
}

/** From a service's port, and no flags that say that it asks: it may answer what was not recorded (NTP: 123 to 123). */
function mayBeAnswer(batch: FlowBatch, row: number): boolean {
  if (isKnown(batch.validity.tcpFlags, row) && (batch.tcpFlags[row]! & TcpFlag.syn) !== 0) return false;
  return !isKnown(batch.validity.sourcePort, row) || batch.sourcePort[row]! < 1024;
}

/** A conversation that agreed on further ports excuses what fails on them (RFC 959 passive mode, RPC end points). */
function isNegotiated(state: PortScanState, attempt: Attempt, rules: ScanRules): boolean {
  if (attempt.port < 1024) return false;
  for (const port of rules.negotiatingPorts) {
    const known = recallContact(state.contacts, contactId(attempt.pairId, Protocol.tcp, port));
    if (known >= 0 && statusOf(known) === ContactStatus.answered) return true;
  }
  return false;
}

/** In bursts all everyday ports are one service: a host of which another is known is not new. */
function countNewHost(state: PortScanState, attempt: Attempt, isDead: boolean, rules: ScanRules): void {
  if (!attempt.fromInside || attempt.protocol !== Protocol.tcp || !rules.everyday.has(attempt.port)) return;
  for (const port of rules.everyday) {
    if (port === attempt.port) continue;
    if (recallContact(state.contacts, contactId(attempt.pairId, Protocol.tcp, port)) >= 0) return;
  }
  countInBurst(state, attempt, isDead, rules);
}

function failed(state: PortScanState, attempt: Attempt, failure: Failure, rules: ScanRules): ContactStatus {
  if (isNegotiated(state, attempt, rules)) return ContactStatus.excused;
  countNewHost(state, attempt, true, rules);
  countInGroup(state, attempt);
  contactFailed(state, attempt, failure, rules);
  return ContactStatus[failure];
}

/** Settles a contact that is new or was waiting. */
function settle(
  state: PortScanState,
  attempt: Attempt,
  outcome: Exclude<Outcome, 'none'>,
  rules: ScanRules,
): ContactStatus {
  if (outcome === 'waiting') {
    if (state.pending.has(attempt.contactId)) return ContactStatus.pending;
    if (state.pending.size < rules.maxPending) {
      state.pending.set(attempt.contactId, { ...attempt });
      return ContactStatus.pending;
    }
    state.unresolved++;
    return ContactStatus.unjudged;
  }
  if (state.pending.size > 0) state.pending.delete(attempt.contactId);
  switch (outcome) {
    case 'refused':
    case 'silent':
      return failed(state, attempt, outcome, rules);
    case 'answered':
      countNewHost(state, attempt, false, rules);
      contactAnswered(state, attempt, false, rules);
      return ContactStatus.answered;
    case 'knock':
      if (attempt.fromOutside) outsideKnock(state, attempt);
      contactAnswered(state, attempt, true, rules);
      contactUnjudged(state, attempt, 'fan-out-ports', rules);
      return ContactStatus.knocked;
    case 'syn-only':
      contactUnjudged(state, attempt, 'fan-out-hosts', rules);
      contactUnjudged(state, attempt, 'fan-out-ports', rules);
      return ContactStatus.unjudged;
    case 'unjudged':
      contactUnjudged(state, attempt, 'fan-out-ports', rules);
      return ContactStatus.unjudged;
  }
}

/** A client that tries one dead port again and again; scanners move on. */
function keepsTrying(contact: number, time: number, rules: ScanRules): boolean {
  return attemptsOf(contact) >= rules.patientAttempts && time - firstOf(contact) >= rules.patientSpanMs;
}

/** A further record of a contact whose first outcome is known. */
function again(
  state: PortScanState,
  known: number,
  read: ReadAttempt,
  batch: FlowBatch,
  row: number,
  rules: ScanRules,
  network: NetworkContext,
): void {
  const { contacts } = state;
  const status = statusOf(known);
  const time = batch.time[row]!;
  if (status === ContactStatus.answered) {
    const stale = time - firstOf(known) > rules.forgetAfterMs / 2;
    if (stale) keepContact(contacts, read.contactId, packContact(status, 1, time));
    return;
  }
  if (status !== ContactStatus.refused && status !== ContactStatus.silent) return;
  const opened = opensFlow(batch.record[row]!) ? 1 : 0;
  const updated = packContact(status, attemptsOf(known) + opened, firstOf(known));
  const isExcused = keepsTrying(updated, time, rules);
  keepContact(contacts, read.contactId, isExcused ? withStatus(updated, ContactStatus.excused) : updated);
  if (!isExcused) return;
  readAttempt(read, state, batch, row, network);
  contactExcused(state, read, status === ContactStatus.refused ? 'refused' : 'silent', rules);
}

/** A further flow to a port that failed in an earlier scan. */
function begunAnew(
  state: PortScanState,
  known: number,
  { pairId }: Attempt,
  batch: FlowBatch,
  row: number,
  rules: ScanRules,
): boolean {
  const status = statusOf(known);
  if (status !== ContactStatus.refused && status !== ContactStatus.silent) return false;
  if (!opensFlow(batch.record[row]!)) return false;
  return isTriedAnew(state, pairId, firstOf(known), batch.time[row]!, rules);
}

function stepRow(
  state: PortScanState,
  batch: FlowBatch,
  row: number,
  read: ReadAttempt,
  rules: ScanRules,
  network: NetworkContext,
): void {
  const outcome = outcomeOf(batch, row, rules);
  if (outcome === 'none') return;
  if (batch.ttl !== null && provesHandshake(batch, row)) {
    noteHandshake(state.marks, hostKey(batch.source, 16 * row, network), pathMark(batch, row));
  }
  readContact(read, batch, row, network);
  const contact = recallContact(state.contacts, read.contactId);
  const known = contact >= 0 && statusOf(contact) !== ContactStatus.pending;
  if (known && !begunAnew(state, contact, read, batch, row, rules)) {
    again(state, contact, read, batch, row, rules, network);
    return;
  }
  readAttempt(read, state, batch, row, network);
  const status = settle(state, read, outcome, rules);
  const isNew = contact < 0 || known;
  const kept = isNew ? packContact(status, 1, read.time) : withStatus(contact, status);
  keepContact(state.contacts, read.contactId, kept);
}

/** Attempts that waited long enough were not answered. */
function settleSilent(state: PortScanState, now: number, rules: ScanRules): void {
  for (const [key, attempt] of state.pending) {
    if (attempt.time + rules.answerWaitMs > now) break;
    state.pending.delete(key);
    const status = failed(state, attempt, 'silent', rules);
    if (recallContact(state.contacts, attempt.contactId) < 0) continue;
    keepContact(state.contacts, attempt.contactId, packContact(status, 1, attempt.time));
  }
}

/** Tells what is new of one test; true where it is to be told together with others of its source. */
function tell(
  state: PortScanState,
  test: ScanTest,
  site: string,
  atEnd: boolean,
  rules: ScanRules,
  emit: Emit<Evidence>,
): boolean {
  const source = recall(state.sources, test.sourceId);
  if (source === undefined || !test.changed) return false;
  const surprise = scanSurprise(test, source, rules);
  if (surprise < rules.fireSurprise && test.told === null) return false;
  const highest = Math.max(surprise, test.told?.surprise ?? 0);
  if (!isNews(test.told, highest, test.references.count, atEnd)) return false;
  if (test.told === null && test.shape !== 'block') {
    if (source.told >= rules.foldAfter) {
      const more = surprise > source.folded;
      source.folded = Math.max(source.folded, surprise);
      return more;
    }
    source.told++;
  }
  test.told = nextTold(test.told, highest, test.references.count);
  test.changed = false;
  emit(scanEvidence(test, source, test.told, site, rules));
  return false;
}

/** Single hosts and ports first, because what they leave over is told by the test over all of them. */
function tellAll(
  state: PortScanState,
  now: number,
  site: string,
  rules: ScanRules,
  emit: Emit<Evidence>,
): void {
  const atEnd = now === Number.POSITIVE_INFINITY;
  const keys = atEnd ? [...recentEntries(state.tests)].map(([key]) => key) : state.dirty;
  const blocks = new Set<number>();
  for (const key of keys) {
    const test = recall(state.tests, key);
    if (test === undefined) continue;
    if (test.shape === 'block') blocks.add(key);
    else if (tell(state, test, site, atEnd, rules, emit)) blocks.add(blockKey(test.sourceId));
  }
  for (const key of blocks) {
    const test = recall(state.tests, key);
    if (test !== undefined) tell(state, test, site, atEnd, rules, emit);
  }
  state.dirty.clear();
}

function sweep(state: PortScanState, now: number, rules: ScanRules): void {
  if (now < state.nextSweep || now === Number.POSITIVE_INFINITY) return;
  const since = now - rules.forgetAfterMs;
  state.nextSweep = now + rules.forgetAfterMs / SWEEPS_PER_LIFE;
  forgetContacts(state.contacts, (contact) => firstOf(contact) < since);
  forgetIdle(state.tests, (test) => test.lastSeen < since);
  forgetIdle(state.bursts, (bursts) => bursts.latest.lastSeen < since);
  forgetIdle(state.groups, (group) => group.lastSeen < since);
  forgetIdle(state.sources, (source) => source.last < since);
}

function siteStage(options: PortScanOptions, network: NetworkContext): SiteStage<PortScanState> {
  const rules = rulesOf(options);
  const read = openAttempt();
  return {
    name: 'port-scan',
    key: 'source',
    open: () => openPortScan(rules),
    step(state, batch) {
      for (let row = 0; row < batch.length; row++) stepRow(state, batch, row, read, rules, network);
    },
    advance(state, now, site, emit) {
      settleSilent(state, now, rules);
      tellAll(state, now, site, rules, emit);
      tellGroups(state, site, rules, emit);
      tellBursts(state, now, site, rules, emit);
      tellRadiation(state, site, rules, emit);
      sweep(state, now, rules);
    },
    dropped: (state) => state.contacts.forgotten + state.sources.forgotten + state.unresolved + state.unnamed,
  };
}

export const portScan: Behaviour<PortScanOptions, PerSiteState<PortScanState>> = {
  name: 'port-scan',
  title: 'Port scan',
  families: ['port-scan', 'context'],
  options: portScanOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
