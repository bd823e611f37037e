/** Tells pages which incidents changed, whoever changed them: the watch, a command, or another page. */
import { incidentsSince, lastAudit } from '../store/ledger/audit.js';
import { NoticeStore } from '../store/ledger/notices.js';
import type { EventHub } from './event-hub.js';

/** Told of at once; beyond, pages ask for all. */
const MOST = 50;

export class IncidentEvents {
  /** A connection of its own: it is told of the writes of all others. */
  private readonly store: NoticeStore;
  private readonly hub: EventHub;
  private version: number;
  private known: ReadonlyMap<string, string>;
  /** Of the audit log, as far as it was looked at: what people do to an old incident shows there alone. */
  private audited: number;

  constructor(folder: string, hub: EventHub) {
    this.store = new NoticeStore(folder);
    this.hub = hub;
    this.version = this.store.version;
    this.known = this.read();
    this.audited = lastAudit(this.store.database);
  }

  private read(): ReadonlyMap<string, string> {
    return new Map(this.store.incidents(MOST, true).map(({ id, json, isOpen }) => [id, `${isOpen} ${json}`]));
  }

  /** Several times a second. */
  look(): void {
    if (this.version === this.store.version) return;
    this.version = this.store.version;
    const before = this.known;
    this.known = this.read();
    const { database } = this.store;
    const changed = new Set(incidentsSince(database, this.audited, MOST));
    this.audited = lastAudit(database);
    for (const [id, state] of this.known) if (before.get(id) !== state) changed.add(id);
    for (const id of changed) this.hub.publish('incident', { id });
  }

  close(): void {
    this.store.close();
  }
}
