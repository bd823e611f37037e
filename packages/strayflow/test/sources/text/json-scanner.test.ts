import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonKind, JsonScanner } from '../../../src/sources/text/json-scanner.js';

const encoder = new TextEncoder();
type Paths = readonly (readonly string[])[];
const PATHS: Paths = [['a'], ['b', 'c'], ['b', 'd', 'e'], ['id.orig_h'], ['b']];
const LINE_PATHS: Paths = [['a'], ['b', 'c'], ['b', 'd', 'e'], ['id.orig_h'], ['x']];

function scan(text: string, scanner = new JsonScanner(PATHS)): { accepted: boolean; found: unknown[] } {
  // In the middle of other lines, as a log is read.
  const bytes = encoder.encode(`{"a":1}\n${text}\n{"a":2}`);
  const from = 8;
  const accepted = scanner.scan(bytes, from, bytes.length - 8);
  return { accepted, found: accepted ? foundIn(scanner, bytes) : [] };
}

function foundIn(scanner: JsonScanner, bytes: Uint8Array, paths: Paths = PATHS): unknown[] {
  return paths.map((_, slot) => {
    const kind = scanner.kind[slot]!;
    if (kind === JsonKind.absent) return undefined;
    if (kind === JsonKind.string) return scanner.text(slot, 1e9);
    const value = JSON.parse(
      new TextDecoder().decode(bytes.subarray(scanner.from[slot], scanner.to[slot])),
    ) as unknown;
    const whole = scanner.whole[slot]!;
    if (kind === JsonKind.number && !Number.isNaN(whole)) expect(whole).toBe(value);
    return value;
  });
}

/** Reads lines as a source does; says which were read by those before, and what was found in each. */
function readLines(lines: readonly string[]): { quick: boolean; accepted: boolean; found: unknown[] }[] {
  const scanner = new JsonScanner(LINE_PATHS);
  const bytes = encoder.encode(lines.map((line) => `${line}\n`).join(''));
  let from = 0;
  return lines.map(() => {
    const end = bytes.indexOf(10, from);
    const newline = scanner.readLine(bytes, from, bytes.length);
    const quick = newline >= 0;
    if (quick) expect(newline).toBe(end);
    const accepted = quick || scanner.scanLine(bytes, from, end);
    from = end + 1;
    return { quick, accepted, found: accepted ? foundIn(scanner, bytes, LINE_PATHS) : [] };
  });
}

function parsed(text: string, paths: Paths = PATHS): { accepted: boolean; found: unknown[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { accepted: false, found: [] };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { accepted: false, found: [] };
  const found = paths.map((path) => {
    let at: unknown = value;
    for (const key of path) {
      if (typeof at !== 'object' || at === null || Array.isArray(at) || !Object.hasOwn(at, key))
        return undefined;
      at = (at as Record<string, unknown>)[key];
    }
    return at;
  });
  return { accepted: true, found };
}

function agrees(text: string, scanner?: JsonScanner): void {
  const expected = parsed(text);
  const received = scan(text, scanner);
  expect(received.accepted, text).toBe(expected.accepted);
  if (expected.accepted) expect(received.found, text).toEqual(expected.found);
}

describe('JsonScanner', () => {
  it('finds what JSON.parse finds, whatever the object', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'id.orig_h', '', 'é', 'x"y', '\\');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>(null, true, false, 0, -0.5, 1e-7, 1e21, 'A', '\u0000"\\é😀'),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.string({ unit: 'grapheme' }),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 6 }), fc.constantFrom(0, 1), (object, indent) =>
        agrees(JSON.stringify(object, null, indent)),
      ),
      { numRuns: 500 },
    );
  });

  it('finds the same in one object after another, in whatever order keys come', () => {
    const leaf = fc.constantFrom('1', '-2.5', '"x"', '"\\n"', 'null', 'true', '[]', '{"c":[{}]}');
    const key = fc.constantFrom(
      'a',
      'b',
      'c',
      'd',
      'e',
      'id.orig_h',
      'other',
      'x'.repeat(80),
      '\\u0061',
      'é',
    );
    const object = (value: fc.Arbitrary<string>) =>
      fc
        .array(fc.tuple(key, value, fc.constantFrom(':', ' : ')), { maxLength: 8 })
        .map((members) => `{${members.map(([name, said, colon]) => `"${name}"${colon}${said}`).join(',')}}`);
    const damage = fc.tuple(fc.nat(60), fc.constantFrom('', '"', ',', '}', '\\'));
    const line = fc.tuple(object(fc.oneof(leaf, object(leaf))), fc.option(damage, { freq: 4 }));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), (lines) => {
        const scanner = new JsonScanner(PATHS);
        for (const [text, hit] of lines) {
          agrees(hit === null ? text : text.slice(0, hit[0]) + hit[1] + text.slice(hit[0]), scanner);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('finds the same in lines that are made as those before', () => {
    const leaf = fc.constantFrom(
      ...[
        '1',
        '0',
        '00',
        '-2.5',
        '12345678901',
        '1234567890123456',
        '1e3',
        '1.',
        '1.5e-3',
        'null',
        'true',
        'false',
        'nul',
      ],
      ...[
        '"x"',
        '"\\n"',
        '"a\\u0041"',
        '"\\x"',
        '""',
        '[]',
        '[1,{"c":[2]}]',
        '{"c":[{}]}',
        '{}',
        '{"c":}',
        '',
        'tru"',
      ],
    );
    const shape = fc.constantFrom(
      ...[
        '{"a":#,"b":{"c":#,"d":{"e":#}},"z":#}',
        '{"a":#,"b":#,"id.orig_h":#}',
        '{"b":{"c":#},"a":#,"b":{"d":#}}',
      ],
      ...[
        '{"a": #, "x": #}',
        '{"a":#,"a":#}',
        '{"x":[#,#],"a":#}',
        '{"b":{"c":#},"z":#,"b":#}',
        '{"a":#} ',
        '{"a":#}\r',
        '{"a":#',
      ],
    );
    const line = fc
      .tuple(shape, fc.array(leaf, { minLength: 4, maxLength: 4 }))
      .map(([text, values]) => values.reduce((made, value) => made.replace('#', () => value), text));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 60 }), (lines) => {
        for (const [index, { accepted, found }] of readLines(lines).entries()) {
          expect({ accepted, found }, lines[index]).toEqual(parsed(lines[index]!, LINE_PATHS));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reads a line by those before, whatever its values', () => {
    const lines = Array.from({ length: 50 }, (_, i) => `{"a":${i},"b":{"c":"${'x'.repeat(i)}"},"z":[${i}]}`);
    const quick = readLines(lines).map((line) => line.quick);
    // The first teaches, one after it is left out, and behind the last are no bytes to compare four at a time.
    expect(quick).toEqual(lines.map((_, index) => index > 1 && index < lines.length - 1));
    expect(readLines(lines).every(({ accepted }) => accepted)).toBe(true);
  });

  it('keeps reading when there are more ways to make a line than it remembers', () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `{"k${i}":1,"b":{"k${i}":2,"c":${i}},"a":3}`);
    for (const [index, { found }] of readLines(lines).entries()) expect(found[1]).toBe(index);
  });

  it('takes no line that goes on behind its end', () => {
    const scanner = new JsonScanner(PATHS);
    const bytes = encoder.encode('{"a":1,"z":[1,2]}\n{"a":1,"z":[1,\n2]}\n{"a":1,"z":[1,2]}\n');
    expect(scanner.readLine(bytes, 0, bytes.length)).toBe(-1);
    expect(scanner.scanLine(bytes, 0, 17)).toBe(true);
    expect(scanner.readLine(bytes, 18, bytes.length)).toBe(-1);
    expect(scanner.readLine(bytes, 18, bytes.length)).toBe(-1);
    // Two are left out after the second in vain, and then one that has not come wholly.
    for (let i = 0; i < 3; i++) expect(scanner.readLine(bytes, 0, 17)).toBe(-1);
    expect(scanner.readLine(bytes, 0, bytes.length)).toBe(17);
  });

  it('finds the same when there are more keys than it remembers', () => {
    const scanner = new JsonScanner(PATHS);
    for (let i = 0; i < 3000; i++) agrees(`{"k${i}":1,"b":{"k${i}":2,"c":${i}},"b":{},"a":3}`, scanner);
    agrees('{"id.orig_h":"x","b":{"d":{"e":1}},"b":{"d":{}}}', scanner);
  });

  it('accepts and refuses as JSON.parse does when bytes are damaged', () => {
    const base =
      '{"a":-12.5e+3,"b":{"c":"x\\u00e9\\n","d":{"e":[1,{"f":null}]}},"id.orig_h":"10.0.0.1","z":[true,false]}';
    const alphabet = [...'{}[]",:\\u0123456789.eE+-abtrfn \t\u0001'];
    fc.assert(
      fc.property(fc.nat(base.length), fc.constantFrom(...alphabet), fc.nat(2), (at, letter, cut) =>
        agrees(base.slice(0, at) + letter + base.slice(at + cut)),
      ),
      { numRuns: 3000 },
    );
    for (let to = 0; to <= base.length; to++) agrees(base.slice(0, to));
  });

  it.each([
    '{"a":1,"a":2}',
    '{"b":{"c":1},"b":{}}',
    '{"b":{"c":1},"b":3}',
    '{"\\u0061":1}',
    '{"a":01}',
    '{"a":1.}',
    '{"a":+1}',
    '{"a":"\t"}',
    '{"a":nul}',
    '[1]',
    '"a"',
    '{} {}',
    ' {"a" : 1 } ',
    '{"a":1,}',
  ])('reads %s as JSON.parse does', (text) => agrees(text));

  it('refuses nesting that only an attacker writes', () => {
    expect(scan(`{"z":${'['.repeat(60)}${']'.repeat(60)}}`).accepted).toBe(true);
    expect(scan(`{"z":${'['.repeat(100_000)}${']'.repeat(100_000)}}`).accepted).toBe(false);
  });

  it('bounds the text it gives', () => {
    const scanner = new JsonScanner([['a']]);
    const bytes = encoder.encode(`{"a":"${'x'.repeat(5000)}"}`);
    expect(scanner.scan(bytes, 0, bytes.length)).toBe(true);
    expect(scanner.text(0, 10)).toBe('xxxxxxxxxx');
  });
});
