/** Syslog messages (RFC 5424), one for each notice, no longer than the receiver takes. */
import { isoTime } from '../../model/format.js';
import type { Message, Notice } from '../../model/notifier.js';
import { asciiJson } from '../notices/ascii-json.js';
import { cleanNotice, type Room, WHOLE } from '../notices/clean.js';
import { sentence } from '../notices/words.js';
import { cef } from './cef.js';
import { ecs } from './ecs.js';
import { ocsf } from './ocsf.js';
import { FACILITIES, maxBytesOf, type SyslogOptions } from './options.js';
import { type Said, titled } from './said.js';
import { syslogSeverity } from './severity.js';
import { structuredData } from './structured-data.js';

type Format = SyslogOptions['format'];

/** From all that there is to what must be said; the last fits into the least that options allow. */
const ROOMS: readonly Room[] = [
  WHOLE,
  { evidence: 5, families: 30, names: 2, text: 200 },
  { evidence: 3, families: 10, names: 2, text: 120 },
  { evidence: 1, families: 5, names: 1, text: 80 },
  { evidence: 0, families: 2, names: 1, text: 30 },
];
/** RFC 5424 section 6.4: what begins with it is UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';

const FORMATS: Readonly<Record<Format, (said: Said) => string>> = {
  text: (said) => titled(said, sentence(said.notice)),
  cef,
  ecs: (said) => asciiJson(ecs(said)),
  ocsf: (said) => asciiJson(ocsf(said)),
};

/** In the order of the notices, without framing. */
export function syslogMessages(message: Message, options: SyslogOptions, machine: string): Buffer[] {
  const sender = options.hostname ?? printable(machine);
  return message.notices.map((notice) => fitting({ message, notice, sender }, options));
}

function fitting(said: Said, options: SyslogOptions): Buffer {
  const limit = maxBytesOf(options);
  let written: Buffer = Buffer.alloc(0);
  for (const room of ROOMS) {
    const isLast = room === ROOMS.at(-1);
    const notice = cleanNotice(said.notice, room);
    written = whole({ ...said, notice: isLast ? inAscii(notice) : notice }, options, !isLast);
    if (written.length <= limit) return written;
  }
  // Only text gets here: an end that is cut off does not make it unreadable.
  return written.subarray(0, limit);
}

function whole(said: Said, options: SyslogOptions, allData: boolean): Buffer {
  const { message, notice, sender } = said;
  const priority = 8 * FACILITIES.indexOf(options.facility) + syslogSeverity(said);
  const time = isoTime(message.time);
  const header = [
    `<${priority}>1`,
    time.length === 24 ? time : '-',
    sender,
    'strayflow',
    '-',
    message.purpose === 'test' ? 'test' : `incident-${notice.kind}`,
    structuredData(said, options.enterprise, allData),
  ];
  const text = FORMATS[options.format](said);
  // Readers of CEF do not expect a mark; JSON is ASCII and needs none.
  const mark = options.format === 'text' && /[^\x20-\x7e]/.test(text) ? BYTE_ORDER_MARK : '';
  return Buffer.from(`${header.join(' ')} ${mark}${text}`, 'utf8');
}

/** PRINTUSASCII of RFC 5424, at most 255; "-" is nobody. */
function printable(machine: string): string {
  return machine.replace(/[^\x21-\x7e]/g, '').slice(0, 255) || '-';
}

/** So that a character is a byte. */
function inAscii(notice: Notice): Notice {
  const ascii = (text: string) => text.replace(/[^\x20-\x7e]/gu, '?');
  const { site, host, names, rule, reason } = notice;
  return {
    ...notice,
    site: ascii(site),
    host: ascii(host),
    names: names.map(ascii),
    rule: ascii(rule),
    reason: ascii(reason),
  };
}
