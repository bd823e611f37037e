/** Decisions of our origin: read, made in batches, and taken back by number. */
import type { Block } from '../../model/enforcer.js';
import { canonicalPrefix, secondsLeft, writtenPrefix } from '../blocked-prefix.js';
import { goDuration } from './duration.js';
import { crowdsecFault, messageOf } from './faults.js';
import { parsed, type Session } from './session.js';

export interface Decision {
  readonly id: number;
  /** Canonical. */
  readonly prefix: string;
  /** From now, by CrowdSec's clock. */
  readonly msLeft: number;
}

const SCENARIO = 'strayflow/block';
/** One alert carries so many: CrowdSec keeps 5,000 alerts unless told otherwise, and one request stays small. */
const BATCH = 1_000;
/** Requests under way. */
const AT_ONCE = 4;

export async function readDecisions(session: Session, origin: string): Promise<readonly Decision[]> {
  const path = `/v1/alerts?origin=${origin}&has_active_decision=true&limit=0`;
  const alerts = parsed((await session.ask('GET', path)).body);
  // No alert at all is told as null.
  if (!Array.isArray(alerts)) return [];
  return (alerts as { decisions?: unknown }[]).flatMap((alert) =>
    Array.isArray(alert?.decisions) ? alert.decisions.flatMap((each) => decisionOf(each, origin)) : [],
  );
}

/** None where it is not ours, is over, or is about something that is no prefix. */
function decisionOf(item: unknown, ours: string): readonly Decision[] {
  const { id, origin, value, duration } = (item ?? {}) as Readonly<Record<string, unknown>>;
  if (origin !== ours || typeof value !== 'string' || !Number.isSafeInteger(id)) return [];
  const msLeft = goDuration(String(duration));
  if (msLeft === null) {
    throw crowdsecFault(
      'tells the end of a decision in a way that cannot be read',
      'See cscli decisions list.',
    );
  }
  if (msLeft <= 0) return [];
  try {
    return [{ id: id as number, prefix: canonicalPrefix(value), msLeft }];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

export async function makeDecisions(
  session: Session,
  origin: string,
  blocks: readonly Block[],
  now: number,
): Promise<void> {
  const time = new Date(now).toISOString();
  for (let at = 0; at < blocks.length; at += BATCH) {
    const decisions = blocks.slice(at, at + BATCH).map(({ prefix, expires }) => {
      const { text, isSingle } = writtenPrefix(prefix);
      return {
        duration: `${secondsLeft(expires, now)}s`,
        origin,
        scenario: SCENARIO,
        scope: isSingle ? 'Ip' : 'Range',
        type: 'ban',
        value: text,
      };
    });
    const alert = {
      scenario: SCENARIO,
      scenario_hash: '',
      scenario_version: '',
      message: 'Blocked by Strayflow; strayflow blocks list tells why.',
      events_count: decisions.length,
      events: [],
      start_at: time,
      stop_at: time,
      capacity: 0,
      leakspeed: '0',
      simulated: false,
      source: { scope: 'strayflow', value: origin },
      decisions,
    };
    await session.ask('POST', '/v1/alerts', [alert]);
  }
}

/**
 * By number, never by a filter: versions of CrowdSec differ in which filters they know, and one that passes over ours
 * would take back everybody's. Those that are no longer there are none to take back.
 */
export async function takeBack(session: Session, decisions: readonly Decision[]): Promise<void> {
  for (let at = 0; at < decisions.length; at += AT_ONCE) {
    await Promise.all(decisions.slice(at, at + AT_ONCE).map(({ id }) => takeBackOne(session, id)));
  }
}

async function takeBackOne(session: Session, id: number): Promise<void> {
  const { status, body } = await session.ask('DELETE', `/v1/decisions/${id}`, undefined, [404, 500]);
  if (status >= 400 && !/doesn't exist|not found/i.test(messageOf(body))) {
    throw crowdsecFault(`did not take back decision ${id}`, 'See the log of CrowdSec.');
  }
}
