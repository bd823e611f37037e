/** What was told before, by a live shell or in a report, ready to be told again. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parsePrefix } from '../../model/address.js';
import type { Decision } from '../../model/decision.js';
import { StrayflowError } from '../../model/errors.js';
import type { Evidence } from '../../model/evidence.js';
import { isGuardSign } from '../../model/guard-signs.js';
import { restore } from '../../model/snapshot.js';
import { readEvidence } from '../../shell/read-evidence.js';
import { readExceptionsOf, readState, type StoredException } from '../../store/read-state.js';
import type { Telling } from './replay.js';

export interface History {
  readonly tellings: readonly Telling[];
  /** What was decided then; null where that is not kept. */
  readonly decisions: readonly Decision[] | null;
  /** Prefixes of the observed network; empty where they are not kept. */
  readonly internal: readonly string[];
  /** Whom a person excepted. */
  readonly exceptions: readonly StoredException[];
  /** What the history does not hold, in plain sentences. */
  readonly notes: readonly string[];
}

const LATEST =
  'Of each piece of evidence its last revision is kept: it is told once, when it was last seen, so that decisions may come later than they did.';

const NO_SIGNS =
  'A report does not keep which peers were much used and which servers merely answered: these two guards are silent here.';

/** Each at the time at which it was last seen. */
function tellingsOf(evidence: readonly Evidence[]): readonly Telling[] {
  return evidence.map((each) => ({ time: each.lastSeen, evidence: each }));
}

const networkSchema = z.object({ prefixes: z.array(z.string().max(50)).max(100_000) });

function prefixesIn(value: unknown): readonly string[] {
  const prefixes = networkSchema.safeParse(value).data?.prefixes ?? [];
  return prefixes.filter((text) => parsePrefix(text) !== null);
}

/** What guards of the policy look at stands in the state of the route alone. */
function signsIn(route: Uint8Array | undefined): readonly Evidence[] {
  if (route === undefined) return [];
  const { signs } = restore<{ signs?: unknown }>(route);
  if (!(signs instanceof Map)) return [];
  return [...signs.values()]
    .flatMap((byHost) => (byHost instanceof Map ? [...byHost.values()] : []))
    .filter((each: Evidence) => isGuardSign(each));
}

/** A sign holds from when it began: how it came to be is not kept. */
const signTelling = (sign: Evidence): Telling => ({ time: sign.firstSeen, evidence: sign });

/** Of the folder of a live shell, which may run meanwhile. Throws StrayflowError: 'input-not-found', 'state-unreadable'. */
export function historyOfState(folder: string): History {
  const { evidence, decisions, settings, snapshots } = readState(folder);
  const network = settings.get('network');
  return {
    tellings: [...signsIn(snapshots.get('route')).map(signTelling), ...tellingsOf(evidence)],
    decisions,
    internal: network === undefined ? [] : prefixesIn(JSON.parse(network)),
    exceptions: readExceptionsOf(folder),
    notes: [LATEST],
  };
}

/** The manifest says what the observed network was; a report without one is judged by private networks. */
function internalOfReport(folder: string): readonly string[] {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) return [];
  try {
    const { internal } = JSON.parse(readFileSync(path, 'utf8')) as { internal?: unknown };
    return prefixesIn(internal);
  } catch (cause) {
    throw new StrayflowError('input-unreadable', `${folder} holds no readable manifest.json`, { cause });
  }
}

/** Of a report folder. Throws StrayflowError 'input-unreadable'. */
export function historyOfReport(folder: string): History {
  const { evidence } = readEvidence(folder);
  const inputs = new Map<string | null, number>();
  // Which input it is does not matter, only whether two records are one.
  const numberOf = (input: string | null) => {
    const number = inputs.get(input) ?? inputs.size;
    inputs.set(input, number);
    return number;
  };
  const told = evidence.map(
    ({ peerName: _, similar: __, records, ...each }): Evidence => ({
      ...each,
      records: records.map(({ input, record }) => ({ input: numberOf(input), record })),
    }),
  );
  return {
    tellings: tellingsOf(told),
    decisions: null,
    internal: internalOfReport(folder),
    exceptions: [],
    notes: [LATEST, NO_SIGNS],
  };
}

const DAY_MS = 86_400_000;

/** What was told and decided in the last days of event time, up to the newest evidence; signs for the guards hold from the start. */
export function lastDays(history: History, days: number): History {
  const isTold = ({ evidence }: Telling) => !isGuardSign(evidence);
  const times = history.tellings.filter(isTold).map(({ time }) => time);
  const from = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - days * DAY_MS;
  return {
    ...history,
    tellings: history.tellings
      .filter((telling) => telling.time >= from || !isTold(telling))
      .map((telling) => ({ ...telling, time: Math.max(from, telling.time) })),
    decisions: history.decisions?.filter(({ time }) => time >= from) ?? null,
  };
}
