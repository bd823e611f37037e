/** A notice as a document of the Elastic Common Schema, version 8.11. */
import { isIP } from 'node:net';
import { isBlock } from '../../model/decision.js';
import { isoTime } from '../../model/format.js';
import { outline } from '../notices/words.js';
import { PRODUCT } from '../product.js';
import { eventId, type Said, titled } from './said.js';
import { syslogSeverity } from './severity.js';

const ECS_VERSION = '8.11.0';

export function ecs(said: Said): object {
  const { message, notice, sender } = said;
  // What has a place of its own is not told twice: a datagram is short.
  const { rule, reason, ...rest } = notice;
  const { host, role, names, named = [], risk } = notice;
  const allNames = [...names, ...named.flatMap((each) => each.names.map(({ name }) => name))];
  const isTest = message.purpose === 'test';
  const isRefused = isBlock(notice) && !notice.simulated && !notice.approval;
  const address = isIP(host) === 0 ? {} : { ip: host };
  return {
    '@timestamp': isoTime(notice.time),
    ecs: { version: ECS_VERSION },
    message: titled(said, outline(notice)),
    event: {
      kind: isTest ? 'event' : 'alert',
      category: ['intrusion_detection'],
      type: [isRefused ? 'denied' : 'info'],
      action: `incident-${notice.kind}`,
      id: eventId(said),
      module: 'strayflow',
      dataset: 'strayflow.incident',
      provider: 'strayflow',
      created: isoTime(message.time),
      start: isoTime(notice.opened),
      end: isoTime(notice.time),
      reason,
      risk_score: risk,
      risk_score_norm: Math.round(1_000 * risk) / 10,
      severity: syslogSeverity(said),
    },
    rule: { name: rule },
    [role === 'actor' ? 'source' : 'destination']: {
      address: host,
      ...address,
      ...(names[0] === undefined ? {} : { domain: names[0] }),
    },
    related: { ...(isIP(host) === 0 ? {} : { ip: [host] }), hosts: [...new Set([host, ...allNames])] },
    observer: {
      vendor: PRODUCT.vendor,
      product: PRODUCT.name,
      version: PRODUCT.version,
      type: 'ids',
      hostname: sender,
    },
    tags: [...(isTest ? ['test'] : []), ...notice.families],
    strayflow: { message: message.id, purpose: message.purpose, omitted: message.omitted, ...rest },
  };
}
