/** Tells Zeek's logs by their first lines. */

import { isAddress } from '../csv/survey.js';
import { namedState } from '../record/connection-state.js';
import { isConnectionLog, plainName } from './fields.js';
import { isZeekRecord, otherJsonLog, parseJsonRecord } from './json.js';

const MOST_LINES = 50;

function sniffHeader(lines: readonly string[]): 'connections' | 'other' | null {
  const code = /^#separator\s+\\x([0-9a-fA-F]{2})/.exec(lines[0]!);
  const separator = code === null ? '\t' : String.fromCharCode(Number.parseInt(code[1]!, 16));
  const header = lines.filter((line) => line.startsWith('#')).map((line) => line.split(separator));
  const path = header.find(([key]) => key === '#path')?.[1] ?? '';
  const fields = header.find(([key]) => key === '#fields')?.slice(1);
  if (fields === undefined) return null;
  const plain = new Set(fields.map((name) => plainName(name.split('   ')[0]!)));
  return isConnectionLog(path, (field) => plain.has(field)) ? 'connections' : 'other';
}

/** A row of conn.log whose header was cut off: time, uid, two addresses with ports, a protocol, a state. */
function isBareRow(line: string): boolean {
  const cells = line.split('\t');
  if (cells.length < 19 || !/^\d+\.\d+$/.test(cells[0]!)) return false;
  return isAddress(cells[2]!) && isAddress(cells[4]!) && namedState(cells[11]!) > 0;
}

function sniffRecord(line: string): 'connections' | 'other' | null {
  const record = parseJsonRecord(line);
  if (record === null || !isZeekRecord(record)) return null;
  return otherJsonLog(record) === null ? 'connections' : 'other';
}

export function sniffZeek(head: Uint8Array): 'connections' | 'other' | null {
  const text = new TextDecoder().decode(head);
  const lines = text.split(/\r?\n/, MOST_LINES).filter((line) => line !== '');
  const first = lines[0];
  if (first === undefined) return null;
  if (first.startsWith('#separator') || first.startsWith('#fields')) return sniffHeader(lines);
  if (first.startsWith('{')) {
    // The first line may be broken, the last one cut.
    for (const line of lines) {
      const found = sniffRecord(line);
      if (found !== null) return found;
    }
    return null;
  }
  return isBareRow(first) ? 'connections' : null;
}
