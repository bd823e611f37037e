/** Syslog messages (RFC 5424), one for each notice, no longer than the receiver takes. */
import { isoTime } from '../../model/format.js';
import type { Message, Notice } from '../../model/notifier.js';
import { asciiJson } from '../notices/ascii-json.js';
import { cleanNotice, type Room, WHOLE } from '../notices/clean.js';
import { sentence } from '../notices/words.js';
import { cef } from './cef.js';
import { ecs } from './ecs.js';
import { ocsf } from './ocsf.js';
import { FACILITIES, MAX_HOSTNAME, maxBytesOf, type SyslogOptions } from './options.js';
import { type Said, titled } from './said.js';
import { syslogSeverity } from './severity.js';
import { structuredData } from './structured-data.js';

type Format = SyslogOptions['format'];

/** From all that there is to what must be said; the last fits into the least that options allow. */
const ROOMS: readonly Room[] = [
  WHOLE,
  { evidence: 5, families: 30, names: 2, named: 4, text: 200 },
  { evidence: 3, families: 10, names: 2, named: 2, text: 120 },
  { evidence: 1, families: 5, names: 1, named: 1, text: 80 },
  { evidence: 0, families: 3, names: 1, named: 1, text: 60 },
  { evidence: 0, families: 1, names: 0, named: 0, text: 30 },
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
    written = whole({ ...said, notice: isLast ? inBytes(notice) : notice }, options, !isLast);
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
    // The other formats say themselves what they are about.
    structuredData(said, options.enterprise, allData && options.format === 'text'),
  ];
  const text = FORMATS[options.format](said);
  // Readers of CEF do not expect a mark; JSON is ASCII and needs none.
  const mark = options.format === 'text' && /[^\x20-\x7e]/.test(text) ? BYTE_ORDER_MARK : '';
  return Buffer.from(`${header.join(' ')} ${mark}${text}`, 'utf8');
}

/** PRINTUSASCII of RFC 5424; "-" is nobody. */
function printable(machine: string): string {
  return machine.replace(/[^\x21-\x7e]/g, '').slice(0, MAX_HOSTNAME) || '-';
}

/** So that a character is a byte in every format: nothing needs an escape. */
function inBytes(notice: Notice): Notice {
  const bytes = (text: string) => text.replace(/[^\x20-\x7e]|["\\\]=|]/gu, '?');
  const { site, host, rule, reason } = notice;
  return {
    ...notice,
    site: bytes(site),
    host: bytes(host),
    rule: bytes(rule),
    reason: bytes(reason),
  };
}
