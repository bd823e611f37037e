/** MISP's CSV export: columns by name, of which `type` and `value` must be there (MISP manual, "CSV export"). */
import type { IndicatorEntry } from '../../behaviours/index.js';
import type { Kind } from './candidate.js';
import { type ListDefaults, type ListReading, listReading, refuse, take } from './list.js';

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['ip-src', 'address'],
  ['ip-dst', 'address'],
  ['ip-src|port', 'address'],
  ['ip-dst|port', 'address'],
  ['domain', 'domain'],
  ['hostname', 'domain'],
  ['hostname|port', 'domain'],
  ['domain|ip', 'domain'],
  ['ja3-fingerprint-md5', 'fingerprint'],
  ['ja3s-fingerprint-md5', 'fingerprint'],
  ['ja4-fingerprint', 'fingerprint'],
  ['x509-fingerprint-sha1', 'fingerprint'],
  ['x509-fingerprint-sha256', 'fingerprint'],
]);

/** Cells of one row (RFC 4180); null where a quote is not closed. */
export function cellsOf(line: string): readonly string[] | null {
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line[at] === '"') {
      let cell = '';
      for (at++; ; at++) {
        if (at >= line.length) return null;
        if (line[at] !== '"') cell += line[at];
        else if (line[at + 1] === '"') cell += line[at++];
        else break;
      }
      cells.push(cell);
      at += 2;
    } else {
      const comma = line.indexOf(',', at);
      const end = comma < 0 ? line.length : comma;
      cells.push(line.slice(at, end));
      at = end + 1;
    }
  }
  return cells;
}

/** MISP writes seconds since 1970, or a date. */
function dateOf(text: string): string | undefined {
  const time = /^\d{9,11}$/.test(text) ? 1000 * Number(text) : Date.parse(text);
  return Number.isFinite(time) && Math.abs(time) < 8.64e15 ? new Date(time).toISOString() : undefined;
}

/** Whether the first line can be the head of such an export. */
export function isMispHead(line: string): boolean {
  const head = cellsOf(line.trim().toLowerCase()) ?? [];
  return head.includes('type') && head.includes('value');
}

export function readMisp(text: string, defaults: ListDefaults): ListReading {
  const list = listReading();
  const lines = text.split('\n');
  const head = cellsOf(lines[0]!.trim().toLowerCase()) ?? [];
  const column = (name: string) => head.indexOf(name);
  const [type, value, toIds, date] = [column('type'), column('value'), column('to_ids'), column('date')];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue;
    const cells = cellsOf(line.replace(/\r$/, ''));
    const name = cells?.[type];
    const found = cells?.[value];
    if (cells === null || name === undefined || found === undefined) {
      refuse(list, 'a row that is not CSV', index + 1);
      continue;
    }
    const kind = KINDS.get(name);
    if (kind === undefined) refuse(list, 'a kind that is not looked for', index + 1);
    else if (toIds >= 0 && /^(0|false)$/i.test(cells[toIds] ?? ''))
      refuse(list, 'not for detection', index + 1);
    else {
      const added = dateOf(cells[date] ?? '') ?? defaults.added;
      const about: ListDefaults = { ...defaults, ...(added === undefined ? {} : { added }) };
      take(
        list,
        name.includes('|') ? found.split('|')[0]! : found,
        index + 1,
        about,
        kind satisfies IndicatorEntry['kind'],
      );
    }
  }
  return list;
}
