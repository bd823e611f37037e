/** STRUCTURED-DATA of a message (RFC 5424 section 6.3). */
import { isoTime, riskText } from '../../model/format.js';
import { otherNames } from '../notices/words.js';
import type { Said } from './said.js';

/** Names may come several times: one for each value. */
type Parameter = readonly [name: string, value: string];

/** @param whole otherwise what tells one notice from another, and no more */
export function structuredData(said: Said, enterprise: number, whole: boolean): string {
  const { message, notice } = said;
  const parameters: Parameter[] = [
    ['message', message.id],
    ['purpose', message.purpose],
    ['incident', notice.incident],
    ['revision', String(notice.revision)],
    ['kind', notice.kind],
    ['host', notice.host],
    ['omitted', String(message.omitted)],
  ];
  if (whole) {
    parameters.push(
      ...notice.names.map((name): Parameter => ['name', name]),
      ...otherNames(notice).map((each): Parameter => ['other-name', each]),
      ['site', notice.site],
      ['role', notice.role],
      ['action', notice.action],
      ['simulated', String(notice.simulated)],
      ['approval', String(notice.approval)],
      ['rule', notice.rule],
      ['risk', riskText(notice.risk)],
      ...notice.families.map((family): Parameter => ['family', family]),
      ['opened', isoTime(notice.opened)],
      ['time', isoTime(notice.time)],
      ['expires', notice.expires === null ? '' : isoTime(notice.expires)],
    );
  }
  const written = parameters.map(([name, value]) => `${name}="${escaped(value)}"`);
  return `[strayflow@${enterprise} ${written.join(' ')}]`;
}

function escaped(value: string): string {
  return value.replace(/["\\\]]/g, '\\$&');
}
