/** Incidents and blocks as a watch leaves them in the ledger. */
import { formatPrefix, parsePrefix } from '../../src/model/address.js';
import type { Decision } from '../../src/model/decision.js';
import { develop, incidentKey, roleOf } from '../../src/policy/index.js';
import { blockId } from '../../src/store/ledger/blocks.js';
import { exampleEvidence } from '../example-evidence.js';
import type { testApp } from './test-app.js';

const HOUR = 3_600_000;
const [scan] = exampleEvidence;

type App = ReturnType<typeof testApp>;

/** @returns number of the incident */
export function openIncident({ notices, clock }: App, host: string, more: Partial<Decision> = {}): string {
  const decision: Decision = {
    site: 'local',
    host,
    action: 'alert',
    simulated: false,
    approval: false,
    rule: 'scanners',
    reason: 'risk 0.91 from port-scan',
    risk: 0.91,
    time: clock.now,
    expires: null,
    evidenceIds: [scan!.id],
    ...more,
  };
  const { incident } = develop(null, decision, [scan!]);
  const id = incident.notice.incident;
  const key = incidentKey(decision, roleOf([scan!]));
  notices.write(() =>
    notices.putIncident({ id, key, isOpen: true, changed: clock.now, json: JSON.stringify(incident) }),
  );
  return id;
}

/** @returns number of the block */
export function addBlock({ ledger, clock }: App, host: string, approval = false): string {
  const order = {
    site: 'local',
    prefix: formatPrefix(parsePrefix(host)!),
    rule: 'scanners',
    reason: 'risk 0.91 from port-scan',
    evidenceIds: [scan!.id],
    decided: clock.now,
    expires: clock.now + HOUR,
    approval,
    grounds: {
      pieces: [
        {
          evidenceId: scan!.id,
          family: scan!.family,
          confidence: 0.91,
          attributable: true,
          ports: null,
          direction: null,
        },
      ],
      risk: 0.5,
      families: 1,
      oneOf: null,
      attributable: 0,
      attributableRisk: 0,
    },
  };
  ledger.take([order], ledger.decided + 1, clock.now);
  return blockId(order);
}

/** What the audit log has beside logins, oldest first. */
export function audited({ ledger }: App) {
  return [...ledger.audit()].filter(({ kind }) => !kind.startsWith('log'));
}
