/** Tells Zeek's logs by their first lines. */
import { namedState } from '../record/connection-state.js';
import { isAddress } from '../table/values.js';
import { ZeekJson } from './json.js';
import { ZeekTsv } from './tsv.js';

const MOST_LINES = 50;
const encoder = new TextEncoder();

type Told = 'connections' | 'other' | null;

const toldOf = (log: string): Told => (log === 'conn' ? 'connections' : 'other');

function sniffHeader(lines: readonly string[]): Told {
  const tsv = new ZeekTsv();
  for (const line of lines) if (line.startsWith('#')) tsv.readHeader(line);
  // Other formats begin with comments, too; only Zeek's header names its fields so.
  return tsv.state.columns === null ? null : toldOf(tsv.log);
}

/** A row of conn.log whose header was cut off: time, uid, two addresses with ports, a protocol, a state. */
function isBareRow(line: string): boolean {
  const cells = line.split('\t');
  if (cells.length < 19 || !/^\d+\.\d+$/.test(cells[0]!)) return false;
  return isAddress(cells[2]!) && isAddress(cells[4]!) && namedState(cells[11]!) > 0;
}

function sniffRecord(json: ZeekJson, line: string): Told {
  const bytes = encoder.encode(`${line}\n`);
  if (!json.scan(bytes, 0, bytes.length - 1)) return null;
  const { log } = json;
  return json.isZeek(log) ? toldOf(log) : null;
}

export function sniffZeek(head: Uint8Array): Told {
  const text = new TextDecoder().decode(head);
  const lines = text.split(/\r?\n/, MOST_LINES).filter((line) => line !== '');
  const first = lines[0];
  if (first === undefined) return null;
  if (first.startsWith('#')) return sniffHeader(lines);
  if (first.startsWith('{')) {
    const json = new ZeekJson();
    // The first line may be broken, the last one cut.
    for (const line of lines) {
      const found = sniffRecord(json, line);
      if (found !== null) return found;
    }
    return null;
  }
  return isBareRow(first) ? 'connections' : null;
}
