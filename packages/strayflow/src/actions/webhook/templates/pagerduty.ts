/** Events for PagerDuty (Events API v2), one for each notice: opened and updated trigger its incident, closed resolves it. */
import { counted, isoTime } from '../../../model/format.js';
import type { Message, Notice } from '../../../model/notifier.js';
import { asciiJson } from '../../notices/ascii-json.js';
import { cleanMessage } from '../../notices/clean.js';
import { actionWords, headline, otherNames } from '../../notices/words.js';
import { PRODUCT } from '../../product.js';
import { plain } from '../../wording.js';

/** developer.pagerduty.com, "Send an Alert Event". */
const MAX_SUMMARY = 1_024;

const SEVERITIES = [
  { risk: 0.9, severity: 'critical' },
  { risk: 0.75, severity: 'error' },
  { risk: 0.5, severity: 'warning' },
] as const;

/** Incidents that there is no room for are told of by an event of their own: a person must look. */
export function pagerdutyBodies(unclean: Message, routingKey: string): readonly string[] {
  const message = cleanMessage(unclean);
  const { notices, omitted } = message;
  const body = (event: object) => asciiJson({ routing_key: routingKey, ...event });
  return [
    ...notices.map((notice) =>
      body(
        notice.kind === 'closed'
          ? { event_action: 'resolve', dedup_key: notice.incident }
          : trigger(notice.incident, payloadOf(notice, message)),
      ),
    ),
    ...(omitted === 0 ? [] : [body(trigger(message.id, omittedPayload(message)))]),
  ];
}

function trigger(key: string, payload: object) {
  return { event_action: 'trigger', dedup_key: key, client: PRODUCT.name, payload };
}

function omittedPayload({ omitted, time }: Message) {
  return {
    summary: `${counted(omitted, 'more incident')} that a digest has no room for`,
    source: PRODUCT.name,
    severity: 'warning',
    timestamp: isoTime(time),
    component: PRODUCT.name,
  };
}

function payloadOf(notice: Notice, { purpose, id }: Message) {
  const { host, role, site, names, families, evidence, moreEvidence, rule, reason, risk } = notice;
  const mark = purpose === 'test' ? 'Test: ' : '';
  const others = otherNames(notice);
  const severity =
    purpose === 'test' ? 'info' : (SEVERITIES.find((each) => risk >= each.risk)?.severity ?? 'info');
  return {
    summary: plain(`${mark}${headline(notice)}`, MAX_SUMMARY),
    source: host === '' ? 'unknown' : host,
    severity,
    timestamp: isoTime(notice.time),
    component: PRODUCT.name,
    ...(site === '' ? {} : { group: site }),
    ...(families[0] === undefined ? {} : { class: families[0] }),
    custom_details: {
      message: id,
      revision: notice.revision,
      role,
      names,
      ...(others.length === 0 ? {} : { other_names: others }),
      action: actionWords(notice),
      rule,
      reason,
      risk,
      opened: isoTime(notice.opened),
      families,
      evidence: evidence.map(({ summary }) => summary),
      more_evidence: moreEvidence,
    },
  };
}
