/** Changes bytes the way damaged, hostile and unlucky inputs differ from good ones. */
import type { Random } from '@strayflow/detectors';

/** Longest input that is made, but for the rare long ones that tell slow parsers. */
const MOST_BYTES = 1 << 16;
const LONG_BYTES = 1 << 20;
const MOST_STEPS = 6;

const EXTREMES = [
  0,
  1,
  2,
  3,
  4,
  7,
  8,
  15,
  16,
  20,
  127,
  128,
  255,
  256,
  1500,
  32_767,
  32_768,
  65_535,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
];
const EXTREME_TEXTS = [
  '',
  '-',
  '0',
  '-1',
  '1e308',
  '-1e308',
  'NaN',
  'Infinity',
  '9007199254740993',
  '4294967296',
  '65536',
  '99999999999999999999',
  '1.7976931348623157e309',
  '0x1',
  '::',
  '255.255.255.255',
  '::ffff:10.0.0.1',
  '1970-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '2026-02-30T25:61:61Z',
  '\u0000',
  '\ufeff',
  '"',
  '""',
  '\\',
  '\\u0000',
  '{',
  '}',
  '[',
  ']',
  ',',
  '\n',
  '\r\n',
  '\t',
];

export interface MutationSource {
  readonly corpus: readonly Uint8Array[];
  readonly tokens: readonly Uint8Array[];
}

const encoder = new TextEncoder();
const extremeTexts = EXTREME_TEXTS.map((text) => encoder.encode(text));

/** A changed copy of `from`; `from` stays. */
export function mutate(from: Uint8Array, source: MutationSource, generator: Random): Uint8Array {
  const below = (limit: number) => Math.floor(generator.uniform() * limit);
  let bytes: Uint8Array = from.slice(0, MOST_BYTES);
  const steps = 1 + below(MOST_STEPS);
  for (let step = 0; step < steps; step++) bytes = STEPS[below(STEPS.length)]!(bytes, source, below);
  if (below(400) === 0) return repeated(bytes, LONG_BYTES >> below(4));
  return bytes.length > MOST_BYTES ? bytes.slice(0, MOST_BYTES) : bytes;
}

type Below = (limit: number) => number;
type Step = (bytes: Uint8Array, source: MutationSource, below: Below) => Uint8Array;

const flipBit: Step = (bytes, _, below) => {
  if (bytes.length > 0) bytes[below(bytes.length)]! ^= 1 << below(8);
  return bytes;
};

const setByte: Step = (bytes, _, below) => {
  if (bytes.length > 0) bytes[below(bytes.length)] = below(256);
  return bytes;
};

const runOfBytes: Step = (bytes, _, below) => {
  const at = below(bytes.length + 1);
  bytes.fill([0, 255, below(256)][below(3)]!, at, at + 1 + below(32));
  return bytes;
};

/** What most parsers of binary formats trust: a length or a count, here extreme or just beside what fits. */
const setLength: Step = (bytes, _, below) => {
  const width = 1 << below(3);
  if (bytes.length < width) return bytes;
  const at = below(bytes.length - width + 1);
  const left = bytes.length - at;
  const value = below(2) === 0 ? EXTREMES[below(EXTREMES.length)]! : left + below(9) - 4;
  const little = below(2) === 0;
  for (let i = 0; i < width; i++)
    bytes[at + (little ? i : width - 1 - i)] = Math.floor(value / 256 ** i) & 255;
  return bytes;
};

const addToNumber: Step = (bytes, _, below) => {
  if (bytes.length === 0) return bytes;
  const at = below(bytes.length);
  bytes[at] = bytes[at]! + below(17) - 8;
  return bytes;
};

const remove: Step = (bytes, _, below) => {
  const at = below(bytes.length + 1);
  return replaced(bytes, at, at + 1 + below(below(4) === 0 ? bytes.length : 32), new Uint8Array(0));
};

const truncate: Step = (bytes, _, below) =>
  below(4) === 0 ? bytes.slice(0, below(bytes.length + 1)) : bytes;

const copyWithin: Step = (bytes, _, below) => {
  const from = below(bytes.length + 1);
  const piece = bytes.slice(from, from + 1 + below(256));
  const at = below(bytes.length + 1);
  return replaced(bytes, at, below(2) === 0 ? at : at + piece.length, piece);
};

const repeatPiece: Step = (bytes, _, below) => {
  const from = below(bytes.length + 1);
  const piece = bytes.slice(from, from + 1 + below(128));
  return replaced(bytes, from, from, repeated(piece, Math.min(piece.length * (1 + below(64)), 8192)));
};

const splice: Step = (bytes, { corpus }, below) => {
  if (corpus.length === 0) return bytes;
  const other = corpus[below(corpus.length)]!;
  const from = below(other.length + 1);
  const piece = other.subarray(from, below(3) === 0 ? other.length : from + below(512));
  const at = below(bytes.length + 1);
  return replaced(bytes, at, below(2) === 0 ? at : at + piece.length, piece);
};

const crossOver: Step = (bytes, { corpus }, below) => {
  if (corpus.length === 0) return bytes;
  const other = corpus[below(corpus.length)]!;
  return replaced(bytes, below(bytes.length + 1), bytes.length, other.subarray(below(other.length + 1)));
};

const token: Step = (bytes, { tokens }, below) => {
  const all = below(3) === 0 || tokens.length === 0 ? extremeTexts : tokens;
  const chosen = all[below(all.length)]!;
  const at = below(bytes.length + 1);
  return replaced(bytes, at, below(2) === 0 ? at : at + chosen.length, chosen);
};

/** A run of digits becomes another number: what a plain change of bytes seldom does to text. */
const replaceNumber: Step = (bytes, _, below) => {
  let at = below(bytes.length + 1);
  while (at < bytes.length && !isDigit(bytes[at]!)) at++;
  let to = at;
  while (to < bytes.length && isDigit(bytes[to]!)) to++;
  return to === at ? bytes : replaced(bytes, at, to, extremeTexts[below(extremeTexts.length)]!);
};

/** Lines change places or are told twice. */
const moveLine: Step = (bytes, _, below) => {
  const from = bytes.indexOf(10, below(bytes.length + 1)) + 1;
  const to = bytes.indexOf(10, from) + 1;
  if (from === 0 || to === 0) return bytes;
  const line = bytes.slice(from, to);
  const rest = below(2) === 0 ? bytes : replaced(bytes, from, to, new Uint8Array(0));
  const at = rest.indexOf(10, below(rest.length + 1)) + 1;
  return replaced(rest, at, at, line);
};

const STEPS: readonly Step[] = [
  flipBit,
  setByte,
  runOfBytes,
  setLength,
  setLength,
  addToNumber,
  remove,
  truncate,
  copyWithin,
  repeatPiece,
  splice,
  crossOver,
  token,
  token,
  replaceNumber,
  moveLine,
];

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

function replaced(bytes: Uint8Array, from: number, to: number, piece: Uint8Array): Uint8Array {
  const end = Math.min(to, bytes.length);
  const out = new Uint8Array(bytes.length - (end - from) + piece.length);
  out.set(bytes.subarray(0, from));
  out.set(piece, from);
  out.set(bytes.subarray(end), from + piece.length);
  return out;
}

function repeated(piece: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(Math.max(length, piece.length));
  if (piece.length === 0) return out;
  for (let at = 0; at < out.length; at += piece.length) out.set(piece.subarray(0, out.length - at), at);
  return out;
}
