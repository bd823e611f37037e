/** Tells people and other systems of incidents: once each, in their time, and never lost over a crash. */
import { type Decision, isBlock } from '../../model/decision.js';
import type { Evidence } from '../../model/evidence.js';
import { counted } from '../../model/format.js';
import { type NamesOf, namedAddresses } from '../../model/known-names.js';
import type { Notice } from '../../model/notifier.js';
import { closed, develop, incidentKey, incidentOf, noticeTime, roleOf } from '../../policy/index.js';
import { countMute, type Mute, readMutes } from '../../store/ledger/mutes.js';
import type { NoticeStore } from '../../store/ledger/notices.js';
import { boundNotices, forgetSent, queueNotice } from '../../store/ledger/outbox.js';
import type { ConfiguredNotifier } from './configured-notifiers.js';
import { isMuted } from './muted.js';
import { writeMessages } from './outgoing.js';
import type { NumberedDecision, ResponderClock } from './responder.js';
import { Retrying } from './retrying.js';
import { Sending } from './sending.js';
import type { Trouble } from './trouble.js';

/** What messages are made of beside decisions. */
export interface Known {
  /** Evidence by its identity, as it is stored; what is not there any more is left out. */
  evidence(ids: readonly string[]): readonly Evidence[];
  readonly namesOf: NamesOf;
}

export interface NotifyingRequest extends Known {
  readonly store: NoticeStore;
  readonly notifiers: readonly ConfiguredNotifier[];
  readonly clock: ResponderClock;
  /** One sentence that the operator must know. */
  warning(text: string): void;
  /** An incident of which nothing is heard for so long is over (ms). */
  readonly quietMs: number;
  /** Closed incidents are listed for so long (ms). */
  readonly keepMs: number;
}

const MOST_AT_ONCE = 1_000;
/** That wait for one receiver; of those beyond the ones of least risk are only counted. */
const MOST_NOTICES = 10_000;
/** Notices between two looks at their number. */
const BOUND_EVERY = 1_000;
/** How often incidents are looked through for those that are over (ms). */
const CLOSE_MS = 10_000;
/** Decisions that wait for a ledger that cannot be written; those beyond are counted, and told of as a number. */
const MOST_WAITING = 100_000;

export class Notifying {
  private readonly request: NotifyingRequest;
  private readonly sendings: readonly Sending[];
  private readonly retrying: Retrying;
  private waiting: NumberedDecision[] = [];
  private dropped = 0;
  private nextClosing = 0;
  /** Notices since their number was looked at. */
  private queued = 0;
  /** Notifiers for which notices were dropped, of which nothing was said yet. */
  private readonly overfull = new Set<string>();

  constructor(request: NotifyingRequest) {
    this.request = request;
    this.sendings = request.notifiers.map((each) => new Sending(request, each));
    this.retrying = new Retrying('incidents', request.clock, request.warning);
  }

  /** Number of the last decision that was taken in; null before the first. */
  get noted(): number | null {
    return this.request.store.noted;
  }

  /** What was decided before there was anybody to tell is not told. */
  beginAfter(sequence: number): void {
    this.request.store.write(() => this.request.store.setNoted(sequence));
  }

  /** Decisions in order of their numbers, once they are stored; those that were taken in already change nothing. */
  take(decisions: readonly NumberedDecision[]): void {
    const taken = decisions.slice(0, MOST_WAITING - this.waiting.length);
    for (const each of taken) this.waiting.push(each);
    this.dropped += decisions.length - taken.length;
    this.look();
  }

  /** To be called a few times a second: does what there is to do, if anything, and waits for no receiver. */
  look(): void {
    if (this.retrying.mayTry) this.keepIncidents();
    for (const each of this.sendings) each.look();
  }

  /** Who cannot be told now, and why. */
  get troubles(): readonly Trouble[] {
    return this.sendings.flatMap(({ trouble }) => trouble ?? []);
  }

  /** Waits for what is being sent. */
  async settled(): Promise<void> {
    await Promise.all(this.sendings.map((each) => each.settled()));
  }

  /** Waits for what is being sent; what cannot be sent now waits for the next run. */
  async stop(): Promise<void> {
    await this.settled();
    if (this.waiting.length > 0) this.look();
    await this.settled();
    this.request.store.close();
  }

  private keepIncidents(): void {
    try {
      this.takeIn();
      this.closeQuiet();
      const { store, notifiers, clock } = this.request;
      for (const each of notifiers) writeMessages(store, each, clock.wall());
      this.retrying.works();
    } catch (error) {
      this.retrying.failed(error);
    }
  }

  /** Decisions become incidents, and their news notices, in one transaction. */
  private takeIn(): void {
    const { store, clock } = this.request;
    const last = this.waiting.at(-1);
    if (last === undefined) return;
    const now = clock.wall();
    const known = store.noted ?? 0;
    store.write(() => {
      const mutes = readMutes(store.database, now);
      for (const { sequence, decision } of this.waiting) {
        if (sequence > known && decision.action !== 'ignore') this.develop(decision, mutes, now);
      }
      store.setNoted(Math.max(known, last.sequence));
      this.bound();
    });
    this.tellOverfull();
    this.waiting = [];
    if (this.dropped > 0) {
      const lost = counted(this.dropped, 'decision');
      this.request.warning(`Nobody is told of ${lost}: the ledger could not be written for too long.`);
      this.dropped = 0;
    }
  }

  private develop(decision: Decision, mutes: readonly Mute[], now: number): void {
    const { store } = this.request;
    const evidence = this.request.evidence(decision.evidenceIds);
    const key = incidentKey(decision, roleOf(evidence));
    const before = store.openIncident(key);
    const standing = before === null ? null : incidentOf(before);
    const { incident, isNews } = develop(standing, decision, evidence);
    const notice = withNames(incident.notice, this.request.namesOf, standing?.notice.named);
    const id = notice.incident;
    const isTold = (isNews && this.queue(notice, mutes, now)) || incident.isTold;
    const json = JSON.stringify({ ...incident, notice, isTold });
    store.putIncident({ id, key, isOpen: true, changed: now, json });
  }

  /** False where it is muted. */
  private queue(notice: Notice, mutes: readonly Mute[], now: number): boolean {
    const { store, notifiers } = this.request;
    const mute = mutes.find((each) => isMuted(notice, each));
    if (mute !== undefined) {
      countMute(store.database, mute.id);
      return false;
    }
    for (const { name, tell } of notifiers) {
      const time = noticeTime(notice, tell, now);
      if (time !== null) queueNotice(store.database, name, notice, time.due, time.isHeld);
    }
    if (++this.queued >= BOUND_EVERY) this.bound();
    return true;
  }

  private closeQuiet(): void {
    const { store, clock, quietMs, keepMs } = this.request;
    const now = clock.wall();
    if (now < this.nextClosing) return;
    this.nextClosing = now + CLOSE_MS;
    const quiet = () =>
      store.quietIncidents(now - quietMs, MOST_AT_ONCE).filter((kept) => {
        const { notice } = incidentOf(kept);
        return !isBlock(notice) || notice.simulated || (notice.expires ?? 0) <= now;
      });
    if (quiet().length === 0) return;
    store.write((database) => {
      const mutes = readMutes(database, now);
      // Read again: somebody may have changed them meanwhile.
      for (const kept of quiet()) {
        const incident = closed(incidentOf(kept));
        store.putIncident({ ...kept, isOpen: false, changed: now, json: JSON.stringify(incident) });
        if (incident.isTold) this.queue(incident.notice, mutes, now);
      }
      store.forgetIncidents(now - keepMs);
      forgetSent(database, now - keepMs);
      this.bound();
    });
    this.tellOverfull();
  }

  /** Within a transaction. */
  private bound(): void {
    const { store, notifiers } = this.request;
    this.queued = 0;
    for (const { name } of notifiers) {
      if (boundNotices(store.database, name, MOST_NOTICES)) this.overfull.add(name);
    }
  }

  private tellOverfull(): void {
    for (const name of this.overfull) {
      this.request.warning(
        `${name}: ${MOST_NOTICES} incidents wait to be told, and no more are kept: those of least risk are only counted, which its next message says.`,
      );
    }
    this.overfull.clear();
  }
}

/** What is known by now of the host and of all addresses that are mentioned, or else what was. */
function withNames(notice: Notice, namesOf: NamesOf, before: Notice['named'] = []): Notice {
  const texts = [notice.reason, ...notice.evidence.map(({ summary }) => summary)];
  const named = namedAddresses(notice.host, texts, (address, user) => {
    const now = namesOf(address, user);
    return now.length > 0 ? now : (before.find((each) => each.address === address)?.names ?? []);
  });
  const own = named.find(({ address }) => address === notice.host)?.names ?? [];
  return { ...notice, names: own.map(({ name }) => name), named };
}
