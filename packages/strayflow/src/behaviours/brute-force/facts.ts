/** What facts say of logins: those of which the outcome is known, and log-in forms of the web. */
import type { NetworkContext } from '../../model/behaviour.js';
import { type FactBatch, FactKind } from '../../model/fact-batch.js';
import type { StringColumn } from '../../model/flow-batch.js';
import { addressFingerprint, hostFingerprint } from '../fingerprint.js';
import { addressKey, hostKey } from '../host-key.js';
import { recall, remember } from '../recent-map.js';
import * as table from '../recent-table.js';
import { refer } from '../references.js';
import type { Services } from './flows.js';
import type { BruteForceOptions } from './options.js';
import { type Attempt, countAttempt, seriesKey } from './recording.js';
import { loginSurprise } from './series.js';
import { countSprayed, openSpray, spraySurprise } from './spray.js';
import type { BruteForceState } from './state.js';

/** Paths of log-in forms, as common web applications have them. */
const FORM_PATH = /(?:^|[/_.-])(?:wp-login|log-?in|sign-?in|log-?on|authenticate)(?:[/?._-]|$)/i;
const MOST_ATTEMPTS = 1_000;

const textOf = (column: StringColumn, row: number) => column.dictionary[column.codes[row]!]!;

function attemptOf(
  batch: FactBatch,
  row: number,
  about: Pick<Attempt, 'kind' | 'name' | 'service' | 'count'>,
  network: NetworkContext,
): Attempt {
  return {
    ...about,
    source: hostKey(batch.address, 16 * row, network),
    destination: addressKey(batch.peer, 16 * row),
    sourceId: hostFingerprint(batch.address, 16 * row, network),
    destinationId: addressFingerprint(batch.peer, 16 * row),
    port: batch.peerPort[row]!,
    start: batch.time[row]!,
    time: batch.time[row]!,
    bytes: null,
    durationMs: 0,
    cutOff: false,
    // A server that says how a login ended talked with its client.
    proven: true,
    input: batch.input[row]!,
    record: batch.recordNumber[row]!,
  };
}

/** A success after failures that are told, or will be with this very tick. */
function success(state: BruteForceState, attempt: Attempt, options: BruteForceOptions): void {
  for (const kind of [attempt.kind, 'short'] as const) {
    const key = seriesKey(kind, attempt);
    const series = table.recall(state.series, key);
    if (series !== undefined && kind === 'failed') series.sessions++;
    if (series === undefined || series.succeeded !== null || series.redirected > 0) continue;
    if (attempt.time - series.lastSeen > options.successWithinMs) continue;
    if (loginSurprise(series, options).surprise < options.fireSurprise) continue;
    series.succeeded = attempt.time;
    series.changed = true;
    state.dirty.add(key);
  }
}

function stepLogin(
  state: BruteForceState,
  batch: FactBatch,
  row: number,
  options: BruteForceOptions,
  services: Services,
  network: NetworkContext,
): void {
  const outcome = textOf(batch.text, row);
  if (outcome !== 'success' && outcome !== 'failure') return;
  const service = services.byPort.get(batch.peerPort[row]!) ?? -1;
  const name = options.services[service]?.name ?? 'a service';
  const tries = batch.number[row]!;
  const count = tries >= 1 ? Math.min(MOST_ATTEMPTS, Math.floor(tries)) : 1;
  const attempt = attemptOf(batch, row, { kind: 'failed', name, service, count }, network);
  const succeeded = outcome === 'success';
  if (succeeded) success(state, attempt, options);
  else countAttempt(state, attempt, options);
  countFirst(state, attempt, textOf(batch.name, row), succeeded, options);
}

/** Counts the first login of a source as a user, or at a server where no user is known. */
function countFirst(
  state: BruteForceState,
  attempt: Attempt,
  user: string,
  succeeded: boolean,
  options: BruteForceOptions,
): void {
  const { source } = attempt;
  const key = user === '' ? `${source}s${attempt.destination}` : `${source}u${user}`;
  if (recall(state.tried, key) !== undefined) return;
  remember(state.tried, key, attempt.time);
  let spray = recall(state.sprays, source);
  if (spray === undefined) {
    spray = openSpray(source, attempt.time);
    remember(state.sprays, source, spray, (kept) => kept.told !== null || kept.failed > 2);
  }
  countSprayed(spray, user === '' ? 'server' : 'user', succeeded, attempt.time, options);
  refer(spray.references, attempt.input, attempt.record);
  if (spraySurprise(spray, options) >= options.fireSurprise) state.dirtySprays.add(source);
}

/** A form sent to a log-in page. Redirected where none of the others were, it let its sender in. */
function stepForm(
  state: BruteForceState,
  batch: FactBatch,
  row: number,
  options: BruteForceOptions,
  network: NetworkContext,
): void {
  if (!textOf(batch.text, row).startsWith('POST')) return;
  if (!FORM_PATH.test(textOf(batch.value, row).slice(0, 256))) return;
  const attempt = attemptOf(batch, row, { kind: 'form', name: 'http', service: -1, count: 1 }, network);
  const status = batch.number[row]!;
  const redirected = status >= 300 && status < 400;
  if (redirected) success(state, attempt, options);
  const series = countAttempt(state, attempt, options);
  if (redirected) series.redirected++;
}

export function stepLoginFacts(
  state: BruteForceState,
  batch: FactBatch,
  options: BruteForceOptions,
  services: Services,
  network: NetworkContext,
): void {
  for (let row = 0; row < batch.length; row++) {
    const kind = batch.kind[row];
    if (kind === FactKind.login) stepLogin(state, batch, row, options, services, network);
    else if (kind === FactKind.httpRequest) stepForm(state, batch, row, options, network);
  }
}
