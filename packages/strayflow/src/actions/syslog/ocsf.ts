/** A notice as a Detection Finding (class 2004) of the Open Cybersecurity Schema Framework, version 1.4.0. */
import { isIP } from 'node:net';
import type { Notice } from '../../model/notifier.js';
import { headline, outline } from '../notices/words.js';
import { PRODUCT } from '../product.js';
import { eventId, type Said, titled } from './said.js';
import { ocsfSeverity } from './severity.js';

const OCSF_VERSION = '1.4.0';
const CLASS = 2_004;
const ACTIVITIES = {
  opened: { id: 1, name: 'Create', status: { id: 1, name: 'New' } },
  updated: { id: 2, name: 'Update', status: { id: 2, name: 'In Progress' } },
  closed: { id: 3, name: 'Close', status: { id: 4, name: 'Resolved' } },
} as const;
const BEHAVIORAL = 2;

export function ocsf(said: Said): object {
  const { message, notice } = said;
  const activity = ACTIVITIES[notice.kind];
  const severity = ocsfSeverity(said);
  const endpoint = endpointOf(notice);
  const isTest = message.purpose === 'test';
  return {
    activity_id: activity.id,
    activity_name: activity.name,
    category_uid: 2,
    category_name: 'Findings',
    class_uid: CLASS,
    class_name: 'Detection Finding',
    type_uid: 100 * CLASS + activity.id,
    type_name: `Detection Finding: ${activity.name}`,
    time: notice.time,
    start_time: notice.opened,
    end_time: notice.time,
    severity_id: severity.id,
    severity: severity.name,
    status_id: activity.status.id,
    status: activity.status.name,
    is_alert: !isTest && notice.kind !== 'closed',
    risk_score: Math.round(100 * notice.risk),
    message: titled(said, outline(notice)),
    ...outcomeOf(notice),
    metadata: {
      version: OCSF_VERSION,
      profiles: ['security_control'],
      product: { vendor_name: PRODUCT.vendor, name: PRODUCT.name, version: PRODUCT.version },
      uid: eventId(said),
      logged_time: message.time,
    },
    finding_info: {
      uid: notice.incident,
      title: titled(said, headline(notice)),
      desc: notice.reason,
      types: notice.families,
      created_time: notice.opened,
      modified_time: notice.time,
      first_seen_time: Math.min(notice.opened, ...notice.evidence.map(({ firstSeen }) => firstSeen)),
      last_seen_time: Math.max(notice.time, ...notice.evidence.map(({ lastSeen }) => lastSeen)),
      analytic: { name: notice.rule, type_id: BEHAVIORAL, type: 'Behavioral' },
    },
    // The host is there even where there is no room for what it did.
    evidences:
      notice.evidence.length === 0
        ? [endpoint]
        : notice.evidence.map((evidence) => ({ ...endpoint, data: evidence })),
    unmapped: {
      message: message.id,
      purpose: message.purpose,
      omitted: message.omitted,
      revision: notice.revision,
      site: notice.site,
      names: notice.names,
      ...(notice.named === undefined ? {} : { named: notice.named }),
      simulated: notice.simulated,
      approval: notice.approval,
      expires: notice.expires,
      more_evidence: notice.moreEvidence,
      risk: notice.risk,
    },
  };
}

function endpointOf({ host, role, names }: Notice): object {
  const endpoint = {
    ...(isIP(host) === 0 ? { name: host } : { ip: host }),
    ...(names[0] === undefined ? {} : { hostname: names[0] }),
  };
  return role === 'actor' ? { src_endpoint: endpoint } : { dst_endpoint: endpoint };
}

/** Profile security_control: what was done about it. */
function outcomeOf({ action, simulated, approval }: Notice): object {
  const outcome = (isDenied: boolean, id: number, name: string) => ({
    action_id: isDenied ? 2 : 1,
    action: isDenied ? 'Denied' : 'Allowed',
    disposition_id: id,
    disposition: name,
  });
  if (action === 'ignore' || simulated) return outcome(false, 15, 'Detected');
  if (action === 'alert' || approval) return outcome(false, 19, 'Alert');
  return action === 'block' ? outcome(true, 2, 'Blocked') : outcome(true, 4, 'Isolated');
}
