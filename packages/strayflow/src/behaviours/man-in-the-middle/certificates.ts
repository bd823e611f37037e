/** Servers that show another certificate than the one they are known by, in a way that renewals do not. */
import type { Evidence } from '../../model/evidence.js';
import type { FactBatch } from '../../model/fact-batch.js';
import { addressKey, hostText } from '../host-key.js';
import { forgetIdle, type RecentMap, recall, recentMap, remember } from '../recent-map.js';
import { listed, type References, refer, references } from '../references.js';
import { evidenceOf, nextTold, type Told } from '../telling.js';
import { plainCount } from '../words.js';
import type { ManInTheMiddleOptions } from './options.js';

/** A device that was set up anew shows the same: below the alert line. */
const SELF_SIGNED_SURPRISE = 3.5;
/** So do two servers behind one address. */
const TURNS_SURPRISE = 2.5;
/** Certificates that take turns do so within this (ms). */
const RETURN_MS = 3_600_000;
const MAX_NAME = 80;

interface Shown {
  readonly fingerprint: string;
  readonly issuer: string;
  count: number;
  lastSeen: number;
}

interface Server {
  readonly server: string;
  readonly subject: string;
  known: Shown;
  other: (Shown & { readonly firstSeen: number; readonly client: string }) | null;
  /** What is to be told of the other certificate; null while nothing is. */
  sign: 'self-signed' | 'turns' | null;
  references: References;
  told: Told | null;
}

export interface CertificateState {
  /** By server and subject. */
  readonly servers: RecentMap<Server>;
  readonly dirty: Set<string>;
}

export function certificateState(capacity: number): CertificateState {
  return { servers: recentMap(capacity), dirty: new Set() };
}

const isSelfSigned = (issuer: string, subject: string) => issuer === subject;

export function takeCertificate(
  state: CertificateState,
  batch: FactBatch,
  row: number,
  options: ManInTheMiddleOptions,
): void {
  const word = (column: 'name' | 'value' | 'text') => batch[column].dictionary[batch[column].codes[row]!]!;
  const subject = word('name');
  const fingerprint = word('value');
  const issuer = word('text');
  const offset = 16 * row;
  if (subject === '' || fingerprint === '' || issuer === '' || !hasAddress(batch.address, offset)) return;
  const server = addressKey(batch.address, offset);
  const key = `${server}${subject}`;
  const time = batch.time[row]!;
  const entry = recall(state.servers, key);
  if (entry === undefined) {
    const known = { fingerprint, issuer, count: 1, lastSeen: time };
    const opened: Server = {
      server,
      subject,
      known,
      other: null,
      sign: null,
      references: references(),
      told: null,
    };
    remember(state.servers, key, opened, (kept) => kept.told !== null);
    return;
  }
  const { known } = entry;
  if (known.fingerprint === fingerprint) {
    known.count++;
    known.lastSeen = time;
    const other = entry.other;
    const isTurn =
      other !== null &&
      time - other.lastSeen <= RETURN_MS &&
      isSelfSigned(other.issuer, subject) &&
      isSelfSigned(known.issuer, subject);
    if (!isTurn || entry.sign !== null) return;
    entry.sign = 'turns';
    state.dirty.add(key);
    return;
  }
  if (entry.other?.fingerprint === fingerprint) {
    entry.other.count++;
    entry.other.lastSeen = time;
  } else {
    const client = addressKey(batch.peer, offset);
    entry.other = { fingerprint, issuer, count: 1, firstSeen: time, lastSeen: time, client };
    entry.references = references();
  }
  refer(entry.references, batch.input[row]!, batch.recordNumber[row]!);
  const isReplaced = isSelfSigned(issuer, subject) && !isSelfSigned(known.issuer, subject);
  if (isReplaced && known.count >= options.minShown && entry.sign === null) {
    entry.sign = 'self-signed';
    state.dirty.add(key);
  } else if (
    entry.sign === null &&
    entry.other.count >= options.minShown &&
    known.lastSeen < entry.other.firstSeen
  ) {
    // A renewal: the new one is what the server is known by.
    entry.known = { fingerprint, issuer, count: entry.other.count, lastSeen: time };
    entry.other = null;
  }
}

function hasAddress(bytes: Uint8Array, offset: number): boolean {
  for (let i = 0; i < 16; i++) if (bytes[offset + i] !== 0) return true;
  return false;
}

const short = (name: string) => (name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1)}…` : name);

function certificateEvidence(
  entry: Server,
  told: Told,
  site: string,
  options: ManInTheMiddleOptions,
): Evidence | null {
  const { other, known, subject } = entry;
  if (other === null) return null;
  const isNewKind = entry.sign === 'self-signed';
  const what = isNewKind
    ? `one that it signed itself, after ${plainCount(known.count, 'time')} one by ${short(known.issuer)}`
    : 'another one that it signed itself, and the first again';
  return evidenceOf({
    revision: told.revision,
    family: 'man-in-the-middle',
    site,
    host: hostText(entry.server),
    role: 'victim',
    peer: hostText(other.client),
    key: `certificate ${short(subject)}`,
    firstSeen: other.firstSeen,
    lastSeen: other.lastSeen,
    basis: {
      kind: 'confidence-class',
      name: isNewKind ? 'medium' : 'low',
      why: isNewKind
        ? 'renewals keep an issuer; a device that was set up anew may not'
        : 'two servers behind one address take turns as well',
    },
    surprise: told.surprise,
    attributable: false,
    summary: `showed for ${short(subject)} ${what}: certificate ${other.fingerprint.slice(0, 16)} in place of ${known.fingerprint.slice(0, 16)}`,
    contributions: [
      {
        feature: 'times that the first certificate was shown',
        value: known.count,
        unit: '',
        usual: null,
        share: 1,
      },
      {
        feature: 'times that the other was shown',
        value: other.count,
        unit: '',
        usual: { low: 0, high: 0 },
        share: 0,
      },
    ],
    threshold: isNewKind
      ? { feature: 'times that the first certificate was shown', value: options.minShown, unit: '' }
      : null,
    records: listed(entry.references),
    recordCount: entry.references.count,
    technique: 'T1557',
  });
}

/** At a tick: each replaced certificate once. */
export function tellCertificates(
  state: CertificateState,
  site: string,
  options: ManInTheMiddleOptions,
  emit: (evidence: Evidence) => void,
): void {
  for (const key of state.dirty) {
    const entry = recall(state.servers, key);
    if (entry === undefined || entry.sign === null || entry.told !== null) continue;
    entry.told = nextTold(null, entry.sign === 'self-signed' ? SELF_SIGNED_SURPRISE : TURNS_SURPRISE, 1);
    const evidence = certificateEvidence(entry, entry.told, site, options);
    if (evidence !== null) emit(evidence);
  }
  state.dirty.clear();
}

/** Servers that were not seen for `idleMs`. */
export function forgetServers(state: CertificateState, now: number, idleMs: number): void {
  forgetIdle(
    state.servers,
    (entry) => Math.max(entry.known.lastSeen, entry.other?.lastSeen ?? 0) < now - idleMs,
  );
}
