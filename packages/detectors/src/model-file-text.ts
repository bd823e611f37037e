/** The text inside a model file: JSON in ASCII, the same bytes for the same data, bounded before it is parsed. */

/** More objects, lists and strings than 1000 models need; what each of them costs in memory is far above its bytes. */
const MOST_PARTS = 200_000;
/** The weights of an autoencoder lie 6 deep. */
const DEEPEST = 16;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Plain data as JSON: keys in order, -0 kept, what is not ASCII escaped.
 * @throws RangeError on what JSON cannot hold, such as NaN, and on more parts than `readText` accepts
 */
export function writeText(data: unknown): Uint8Array {
  const text = textOf(data);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  checkParts(bytes);
  return bytes;
}

/**
 * The data that `writeText` wrote. Time and memory are in proportion to the bytes: what is nested or broken into
 * parts beyond all need is refused before it is parsed.
 * @throws RangeError on anything else
 */
export function readText(bytes: Uint8Array): unknown {
  checkParts(bytes);
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length; from += 8192) {
    pieces.push(String.fromCharCode(...bytes.subarray(from, from + 8192)));
  }
  try {
    return JSON.parse(pieces.join(''));
  } catch (cause) {
    throw new RangeError(`expected JSON, received text that is none: ${(cause as Error).message}`, { cause });
  }
}

function textOf(data: unknown): string {
  if (typeof data === 'number') {
    if (!Number.isFinite(data)) throw new RangeError(`expected finite numbers, received ${data}`);
    return Object.is(data, -0) ? '-0' : String(data);
  }
  if (typeof data === 'string') return JSON.stringify(data).replace(/[\u007f-\uffff]/g, escaped);
  if (typeof data === 'boolean' || data === null) return String(data);
  if (Array.isArray(data)) return `[${data.map(textOf).join(',')}]`;
  if (typeof data !== 'object') throw new RangeError(`expected plain data, received a ${typeof data}`);
  const fields = data as Readonly<Record<string, unknown>>;
  const names = Object.keys(fields).sort();
  return `{${names.map((name) => `${textOf(name)}:${textOf(fields[name])}`).join(',')}}`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function checkParts(bytes: Uint8Array): void {
  let depth = 0;
  let parts = 0;
  let quoted = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte > 0x7f) throw new RangeError(`expected ASCII, received byte ${byte} at ${i} of the text`);
    if (quoted) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) {
      quoted = true;
      parts++;
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth++;
      parts++;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
    if (depth > DEEPEST) {
      throw new RangeError(
        `expected at most ${DEEPEST} levels of nesting, received more at ${i} of the text`,
      );
    }
    if (parts > MOST_PARTS) {
      throw new RangeError(`expected at most ${MOST_PARTS} objects, lists and strings, received more`);
    }
  }
}
