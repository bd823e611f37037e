/** What people do about incidents, the same from the command line and the dashboard: each change with its entry in the audit log. */
import { formatPrefix, parsePrefix } from '../../model/address.js';
import type { Family } from '../../model/evidence.js';
import { closed, type Incident, incidentOf } from '../../policy/index.js';
import type { AuditKind } from '../../store/ledger/audit.js';
import { addFalseAlarm } from '../../store/ledger/false-alarms.js';
import { addMute } from '../../store/ledger/mutes.js';
import type { KeptIncident, NoticeStore } from '../../store/ledger/notices.js';
import { spare } from '../../store/ledger/sparing.js';

/** Who does it, and when. */
export interface Doer {
  /** Stands in the audit log. */
  readonly by: string;
  /** Unix ms. */
  readonly now: number;
}

/** none: there is no such incident; over: it is closed; no-address: its host is none, so that nothing can be spared. */
export type IncidentRefusal = 'none' | 'over' | 'no-address';

/** What is done is on the disk when these return. They throw StrayflowError 'state-unwritable'. */
function changeOpen(
  store: NoticeStore,
  id: string,
  { by, now }: Doer,
  kind: AuditKind,
  work: (incident: Incident) => Incident,
  more: Readonly<Record<string, unknown>> = {},
): KeptIncident | IncidentRefusal {
  let result: KeptIncident | IncidentRefusal = 'none';
  store.write(() => {
    const kept = store.incident(id);
    if (kept === null) return;
    const before = incidentOf(kept);
    result = before.closed ? 'over' : kept;
    const incident = work(before);
    if (before.closed || incident === before) return;
    // Not `changed`: an acknowledged incident is over as early as another.
    result = { ...kept, isOpen: !incident.closed, json: JSON.stringify(incident) };
    store.putIncident(result);
    store.audit(kind, by, { incident: id, host: incident.notice.host, ...more }, now);
  });
  return result;
}

/** Once: who does so again changes nothing. */
export function acknowledge(store: NoticeStore, id: string, doer: Doer): KeptIncident | IncidentRefusal {
  return changeOpen(store, id, doer, 'acknowledged', (incident) =>
    incident.acknowledged ? incident : { ...incident, acknowledged: true },
  );
}

/** @param to name of an account; null: nobody looks after it */
export function assign(
  store: NoticeStore,
  id: string,
  to: string | null,
  doer: Doer,
): KeptIncident | IncidentRefusal {
  const given = (incident: Incident) => (incident.assigned === to ? incident : { ...incident, assigned: to });
  return changeOpen(store, id, doer, 'assigned', given, { to });
}

/** Nobody is told of it. */
export function close(store: NoticeStore, id: string, doer: Doer): KeptIncident | IncidentRefusal {
  return changeOpen(store, id, doer, 'incident-closed', closed);
}

export interface FalseAlarmMark {
  readonly incident: KeptIncident;
  readonly prefix: string;
  readonly families: readonly Family[];
  readonly endedBlocks: number;
}

/**
 * Nothing is wrong: lifts its blocks, spares and mutes these behaviours of the host, closes it if it is open, and notes it for
 * training; all or nothing of it.
 *
 * @param until of sparing and muting (Unix ms)
 */
export function markFalseAlarm(
  store: NoticeStore,
  id: string,
  reason: string,
  until: number,
  { by, now }: Doer,
): FalseAlarmMark | IncidentRefusal {
  let result: FalseAlarmMark | IncidentRefusal = 'none';
  store.write((database) => {
    const kept = store.incident(id);
    if (kept === null) return;
    const before = incidentOf(kept);
    const { site, host, families: all } = before.notice;
    const address = parsePrefix(host);
    if (address === null) {
      result = 'no-address';
      return;
    }
    const prefix = formatPrefix(address);
    const families = all.filter((family) => family !== 'context');
    const found = { site, prefix, families };
    addFalseAlarm(database, { ...found, incident: id, reason, marked: now });
    addMute(database, { prefix, family: families.join(','), reason, added: now, expires: until });
    const incident = before.closed ? kept : { ...kept, isOpen: false, json: JSON.stringify(closed(before)) };
    store.putIncident(incident);
    store.audit('false-alarm', by, { incident: id, ...found, reason, expires: until }, now);
    const { ended } = spare(database, { ...found, reason, expires: until }, by, now);
    result = { incident, prefix, families, endedBlocks: ended.length };
  });
  return result;
}
