/** How the service is set up, in words. */
import type { Settings } from '../../api/contract/status.js';
import type { Tone } from '../../parts/badge.js';
import { bytes, counted, duration } from '../../words/numbers.js';

const DAY_MS = 86_400_000;
/** A certificate that ends sooner is told of (ms). */
const SOON_MS = 21 * DAY_MS;

export const OUTLET: Readonly<
  Record<Settings['enforcers'][number]['health'], { readonly word: string; readonly tone: Tone }>
> = {
  works: { word: 'works', tone: 'good' },
  failing: { word: 'fails', tone: 'severe' },
  idle: { word: 'not used in this mode', tone: 'plain' },
  unknown: { word: 'not told yet', tone: 'plain' },
};

export const PART_WORDS: Readonly<Record<Settings['state']['parts'][number]['part'], string>> = {
  databases: 'Databases (state, ledger, accounts)',
  history: 'History of flows',
  received: 'Received, not in the history yet',
  models: 'Models',
  reports: 'Reports',
  other: 'Other files',
};

const INPUT_WORDS: Readonly<Record<Settings['inputs'][number]['kind'], string>> = {
  follow: 'files that grow',
  udp: 'datagrams',
  push: 'pushed by HTTPS',
  pipe: 'pipe',
  named: '',
};

/** "datagrams", "files that grow, as zeek-conn" */
export function inputWords({ kind, format }: Pick<Settings['inputs'][number], 'kind' | 'format'>): string {
  return `${INPUT_WORDS[kind]}${format === null ? '' : `, as ${format}`}`;
}

/** Who speaks TLS with browsers. */
export function encryptionWords({ isTls, behindProxy, address }: Settings['listening']): string {
  if (isTls) return behindProxy ? 'TLS, behind a proxy' : 'TLS';
  if (behindProxy) return 'TLS by the proxy before it';
  return `none: ${address} is for this machine alone`;
}

/** Null: nothing is to be said. */
export function certificateFault({ certificate, isTls }: Settings['listening'], now: number): string | null {
  if (!isTls) return null;
  if (certificate === null) return 'The certificate cannot be read.';
  if (certificate.ends <= now) return 'The certificate has ended: browsers refuse it.';
  const left = certificate.ends - now;
  return left < SOON_MS ? `The certificate ends in ${duration(left)}.` : null;
}

export function historyWords({ isHistoryKept, historyDays, historyBytes }: Settings['retention']): string {
  return isHistoryKept ? `${counted(historyDays, 'day')}, at most ${bytes(historyBytes)}` : 'not kept';
}

/** "30 reports, made every 24 h" */
export function reportWords({ reports, reportHours }: Settings['retention']): string {
  const made = reportHours === 0 ? 'made when asked for' : `made every ${reportHours} h`;
  return `${counted(reports, 'report')}, ${made}`;
}

export function modelWords({ models, retrainHours }: Settings['retention']): string {
  const learned = retrainHours === 0 ? 'not learned anew' : `learned every ${retrainHours} h`;
  return `${counted(models, 'version')}, ${learned}`;
}
