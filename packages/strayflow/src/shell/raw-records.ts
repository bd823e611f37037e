/** Looks up the raw records that evidence refers to: lines of text logs; for captures, how to see the frames. */
import { recordNoun } from '../reports/words.js';
import { openInput } from './input-reader.js';
import { type InputFile, resolveInputs } from './inputs.js';
import type { OpenInput } from './open-input.js';

/** Records of one input that are shown. */
const MAX_RECORDS = 100;
/** Longer lines are cut. */
const MAX_LINE_BYTES = 4096;

export interface RawRecords {
  /** The input as it was named. */
  readonly name: string;
  readonly records: readonly { readonly number: number; readonly text: string }[];
  /** What to do where records cannot be shown, or how many more there are; null when all are shown. */
  readonly instead: string | null;
}

/**
 * @param wanted record numbers, rising, by SHA-256 (hex) of the stored input
 * @param formats name of the format by the same hash
 * @returns one for each given input that is wanted, in the order given. Throws StrayflowError as `resolveInputs` and
 * `openInput` do.
 */
export async function rawRecords(
  paths: readonly string[],
  wanted: ReadonlyMap<string, readonly number[]>,
  formats: ReadonlyMap<string, string>,
): Promise<readonly RawRecords[]> {
  const found: RawRecords[] = [];
  for (const file of await resolveInputs(paths)) {
    if (file.path === null) continue;
    const sha256 = await hashOf(file);
    const numbers = wanted.get(sha256);
    if (numbers !== undefined) found.push(await recordsOf(file, numbers, formats.get(sha256) ?? ''));
  }
  return found;
}

async function hashOf(file: InputFile): Promise<string> {
  const input = await openInput(file);
  try {
    for await (const _ of input.chunks());
    return input.sha256();
  } finally {
    await input.close();
  }
}

async function recordsOf(file: InputFile, numbers: readonly number[], format: string): Promise<RawRecords> {
  const some = numbers.slice(0, MAX_RECORDS);
  const noun = recordNoun(format);
  if (noun === 'frame') {
    const filter = `frame.number in {${some.join(', ')}}`;
    return { name: file.name, records: [], instead: `tshark -r ${quoted(file.name)} -Y '${filter}'` };
  }
  if (noun === 'record') {
    return {
      name: file.name,
      records: [],
      instead: `${format} has no lines; its records are ${some.join(', ')}`,
    };
  }
  const input = await openInput(file);
  try {
    const records = await linesOf(input, some);
    const hidden = numbers.length - some.length;
    return {
      name: file.name,
      records,
      instead: hidden === 0 ? null : `and ${hidden} more`,
    };
  } finally {
    await input.close();
  }
}

/** The lines of these numbers, rising; a line ends with a line feed. */
async function linesOf(input: OpenInput, numbers: readonly number[]): Promise<RawRecords['records']> {
  const found: { number: number; text: string }[] = [];
  const line = { number: 1, pieces: [] as Uint8Array[], length: 0 };
  let next = 0;
  const keep = (bytes: Uint8Array) => {
    if (line.number !== numbers[next]) return;
    const room = bytes.subarray(0, MAX_LINE_BYTES - line.length);
    line.pieces.push(room.slice());
    line.length += room.length;
  };
  const end = () => {
    if (line.number === numbers[next]) {
      found.push({
        number: line.number,
        text: Buffer.concat(line.pieces).toString('utf8').replace(/\r$/, ''),
      });
      next++;
    }
    line.number++;
    line.pieces.length = 0;
    line.length = 0;
  };
  for await (const chunk of input.chunks()) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0 && next < numbers.length; at = chunk.indexOf(10, from)) {
      keep(chunk.subarray(from, at));
      end();
      from = at + 1;
    }
    if (next >= numbers.length) break;
    keep(chunk.subarray(from));
  }
  if (line.length > 0) end();
  return found;
}

/** As a POSIX shell takes it for one word. */
function quoted(name: string): string {
  return `'${name.replaceAll("'", "'\\''")}'`;
}
