/** What every dataset of Logpush has in common: which it is, its times, its bounded texts. */
import { JsonKind, type JsonScanner } from '../text/json-scanner.js';
import { CALENDAR, numberAt, printableAt, timeAt } from '../text/json-values.js';
import { epochFormat, epochUnit } from '../text/time.js';
import { Field, type LogpushField } from './logpush-fields.js';

/** `test` is the file that Cloudflare sends to see whether it may. */
export type Dataset = 'requests' | 'packets' | 'sessions' | 'test';

export interface LogpushFault {
  readonly reason: 'bad-time' | 'bad-source' | 'bad-destination';
  readonly detail: string;
}

function has(scanner: JsonScanner, field: LogpushField): boolean {
  return scanner.kind[Field[field]]! > JsonKind.null;
}

/** By the fields that a flow of the dataset cannot be without; null when it is none that is read. */
export function datasetOf(scanner: JsonScanner): Dataset | null {
  if (has(scanner, 'IPSourceAddress') && has(scanner, 'IPDestinationAddress')) return 'packets';
  if (has(scanner, 'SessionStartTime') || has(scanner, 'SessionEndTime')) {
    return has(scanner, 'SourceIP') ? 'sessions' : null;
  }
  if (has(scanner, 'ClientIP')) {
    return has(scanner, 'EdgeStartTimestamp') || has(scanner, 'EdgeEndTimestamp') ? 'requests' : null;
  }
  return /^tests?$/.test(scanner.text(Field.content, 8)) ? 'test' : null;
}

/** Unix ms of any of Logpush's formats (unix, unixnano, rfc3339); NaN when there is none. */
export function logpushTime(scanner: JsonScanner, field: LogpushField): number {
  const slot = Field[field];
  const number = numberAt(scanner, slot);
  if (Number.isNaN(number)) return timeAt(scanner, slot, CALENDAR);
  // 0 stands for a time that there was not.
  return number > 0 ? timeAt(scanner, slot, epochFormat(epochUnit(number))) : Number.NaN;
}

export function faultOf(
  scanner: JsonScanner,
  reason: LogpushFault['reason'],
  field: LogpushField,
): LogpushFault {
  return { reason, detail: `${field} is ${printableAt(scanner, Field[field])}` };
}
