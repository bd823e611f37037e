/** Model files: what comes back, what is refused, and what a refusal says. */
import { crc32 as crc32OfNode } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  autoencoder,
  dbscan,
  FittedIsolationForest,
  isolationForest,
  minMaxScaler,
  oneClassSvm,
  readModelFile,
  readModelFileWith,
  scalerFromJSON,
  writeModelFile,
} from '../src/index.js';
import { crc32 } from '../src/model-file-checksum.js';
import { readText, writeText } from '../src/model-file-text.js';
import { upgraded } from '../src/model-file-version.js';
import { clusteredRows } from './rows.js';

const rows = clusteredRows(60, 3);
const models = {
  forest: isolationForest({ trees: 5, seed: 3 }).fit(rows),
  svm: oneClassSvm().fit(rows),
  network: autoencoder({ layers: [4, 2, 4], epochs: 3 }).fit(rows),
  clusters: dbscan({ minSamples: 4 }).fit(rows),
};
const small = writeModelFile({ one: isolationForest({ trees: 2, subsample: 8 }).fit(rows) }, { by: 'us' });

describe('a model file', () => {
  it('brings every detector back with the same scores and explanations, bit for bit', () => {
    const bytes = writeModelFile(models, { fitted: 'today' });
    const file = readModelFile(bytes);
    expect(file.version).toBe(1);
    expect(file.metadata).toEqual({ fitted: 'today' });
    expect(Object.keys(file.models).sort()).toEqual(['clusters', 'forest', 'network', 'svm']);
    for (const [name, model] of Object.entries(models)) {
      const loaded = file.models[name]!;
      expect(loaded.kind).toBe(model.kind);
      expect(loaded.score(rows)).toEqual(model.score(rows));
      const row = rows.values.slice(0, 3);
      expect(loaded.explain(row)).toEqual(model.explain(row));
    }
    expect(writeModelFile(file.models, file.metadata)).toEqual(bytes);
  });

  it('has the same bytes in whatever order models and notes are named', () => {
    const { svm, forest } = models;
    expect(writeModelFile({ svm, forest }, { b: '1', a: '2' })).toEqual(
      writeModelFile({ forest, svm }, { a: '2', b: '1' }),
    );
  });

  it('is read with the code of one kind alone, which refuses the others by name', () => {
    const { fromJSON } = FittedIsolationForest;
    const one: FittedIsolationForest = readModelFileWith(fromJSON, small).models['one']!;
    expect(one.score(rows)).toEqual(readModelFile(small).models['one']!.score(rows));
    expect(() => readModelFileWith(fromJSON, writeModelFile(models))).toThrow(
      /^model "clusters": expected kind isolation-forest, received "dbscan"/,
    );
    expect(() => readModelFileWith(fromJSON, small, { maxBytes: 10 })).toThrow(/at most 10 bytes/);
  });

  it('is read from the middle of other bytes', () => {
    const around = new Uint8Array(small.length + 9);
    around.set(small, 5);
    expect(readModelFile(around.subarray(5, 5 + small.length)).metadata['by']).toBe('us');
  });

  it('keeps a scaler in its notes', () => {
    const scaler = minMaxScaler().fit(rows);
    const { metadata } = readModelFile(writeModelFile(models, { scaler: JSON.stringify(scaler) }));
    expect(scalerFromJSON(JSON.parse(metadata['scaler']!)).transform(rows)).toEqual(scaler.transform(rows));
  });

  it('takes any text as a name or note, also those of objects', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('__proto__', 'constructor', 'toString', '7', '', '"\\', '\ud800'),
    );
    fc.assert(
      fc.property(text, fc.array(fc.tuple(text, text)), (name, notes) => {
        const metadata = Object.fromEntries(notes);
        const file = readModelFile(writeModelFile(Object.fromEntries([[name, models.svm]]), metadata));
        expect(Object.keys(file.models)).toEqual([name]);
        expect(file.models[name]!.kind).toBe('one-class-svm');
        expect(Object.entries(file.metadata).sort()).toEqual(Object.entries(metadata).sort());
        expect(Object.getPrototypeOf(file.models)).toBeNull();
        expect(Object.getPrototypeOf(file.metadata)).toBeNull();
      }),
      { numRuns: 60 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('a model file is refused', () => {
  it('when any one byte is another', () => {
    fc.assert(
      fc.property(fc.nat(small.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = small.slice();
        damaged[at]! ^= change;
        expect(() => readModelFile(damaged)).toThrow(RangeError);
      }),
      { numRuns: 500 },
    );
    for (let at = 0; at < small.length; at++) {
      const damaged = small.slice();
      damaged[at]! ^= 1 << (at % 8);
      expect(() => readModelFile(damaged)).toThrow(RangeError);
    }
  });

  it('when it was cut off anywhere', () => {
    for (let length = 0; length < small.length; length++) {
      expect(() => readModelFile(small.slice(0, length))).toThrow(RangeError);
    }
  });

  it.each([
    ['empty', new Uint8Array(0), /begins with "SFMODEL", received 0 bytes that begin with nothing/],
    [
      'of another kind',
      Uint8Array.of(0x50, 0x4b, 3, 4),
      /"SFMODEL", received 4 bytes that begin with 50 4b 03 04/,
    ],
    ['cut off in its head', small.slice(0, 9), /at least 16 bytes, received 9: the file was cut off/],
    [
      'cut off',
      small.slice(0, -1),
      new RegExp(`expected ${small.length} bytes, .*received ${small.length - 1}`),
    ],
    [
      'added to',
      Uint8Array.of(...small, 0),
      new RegExp(`expected ${small.length} bytes, .*received ${small.length + 1}`),
    ],
    [
      'damaged',
      changed(small, 30),
      /expected checksum [0-9a-f]+, received bytes of checksum [0-9a-f]+: .*damaged/,
    ],
    ['of version 0', changed(small, 7, 0), /version 1 to 1, received version 0: the file is damaged/],
    [
      'newer',
      changed(small, 7, 2),
      /written by a newer version \(2\); this one reads up to 1: update @strayflow\/detectors/,
    ],
    ['newer, with another head', Uint8Array.of(...small.slice(0, 7), 9, 1), /newer version \(9\)/],
    ['not JSON', fileOf('{"models":'), /expected JSON, received text that is none/],
    ['not ASCII', fileOf('{"models":"\u00e9"}'), /expected ASCII, received byte 233 at 11 of the text/],
    ['a list', fileOf('[]'), /expected the contents to be an object, received a list/],
    ['without models', fileOf('{"metadata":{}}'), /expected models to be an object, received undefined/],
    ['of no models', fileOf('{"metadata":{},"models":{}}'), /from 1 to 100 models.*received 0/],
    [
      'of an unknown kind',
      fileOf('{"metadata":{},"models":{"a":{"kind":"eval"}}}'),
      /model "a": expected kind isolation-forest, .*received "eval"/,
    ],
    ['without text as a note', withNote('7'), /expected text as metadata "n", received number/],
    [
      'deeply nested',
      fileOf('['.repeat(1_000_000)),
      /at most 16 levels of nesting, received more at 16 of the text/,
    ],
    [
      'broken into many objects',
      fileOf(`[${'{},'.repeat(1_000_000)}{}]`),
      /at most 200000 objects, lists and strings/,
    ],
    ['made of many strings', fileOf(`[${'"",'.repeat(1_000_000)}""]`), /at most 200000 objects/],
    [
      'a forest of too many trees',
      fileOf(`{"metadata":{},"models":{"a":{"nodes":[${'1,'.repeat(200_000)}1]},"b":null}}`),
      /expected at most 200000 trees, received 200001/,
    ],
  ])('when it is %s, with what was expected and received', (_, bytes, message) => {
    expect(() => readModelFile(bytes)).toThrow(RangeError);
    expect(() => readModelFile(bytes)).toThrow(message);
  });

  it('when it is beyond the limits of the caller', () => {
    const maxBytes = small.length - 1;
    expect(() => readModelFile(small, { maxBytes })).toThrow(
      `expected at most ${maxBytes} bytes (maxBytes), received ${small.length}`,
    );
    expect(readModelFile(small, { maxBytes: small.length, maxModels: 1 }).version).toBe(1);
    expect(() => readModelFile(writeModelFile(models), { maxModels: 3 })).toThrow(
      'expected from 1 to 3 models (maxModels), received 4',
    );
    expect(() => readModelFile(small, { maxModels: 0 })).toThrow(/maxModels .*received 0/);
    expect(() => readModelFile(new Uint8Array(64 * 2 ** 20 + 1))).toThrow(/at most 67108864 bytes/);
  });

  it('when it is not bytes', () => {
    for (const [value, tag] of [
      ['SFMODEL', 'String'],
      [Promise.resolve(small), 'Promise'],
      [null, 'Null'],
    ]) {
      expect(() => readModelFile(value as unknown as Uint8Array)).toThrow(
        `expected a Uint8Array, received ${tag}`,
      );
    }
  });

  it('with nothing but a RangeError, whatever the bytes', () => {
    const anything = fc.uint8Array({ maxLength: 300 });
    const json = fc.json({ maxDepth: 5 }).map((text) => fileOf(text));
    const almost = fc
      .tuple(fc.constantFrom(...Object.values(models)), fc.jsonValue({ maxDepth: 2 }), fc.nat())
      .map(([model, value, pick]) => {
        const data = JSON.parse(JSON.stringify(model)) as Record<string, unknown>;
        const fields = Object.keys(data);
        data[fields[pick % fields.length]!] = value;
        return fileOf(JSON.stringify({ metadata: {}, models: { a: data } }).replace(/[^ -~]/g, '?'));
      });
    const headed = anything.map((bytes) => fileOf(String.fromCharCode(...bytes)));
    fc.assert(
      fc.property(fc.oneof(anything, json, headed, almost), (bytes) => {
        try {
          for (const model of Object.values(readModelFile(bytes).models)) model.score(rows);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('writing a model file', () => {
  it('names what cannot be written', () => {
    expect(() => writeModelFile({})).toThrow('expected at least 1 model, received 0');
    const metadata = { day: 7 } as unknown as Record<string, string>;
    expect(() => writeModelFile(models, metadata)).toThrow(
      'expected text as metadata "day", received number',
    );
    expect(() => writeText({ a: [1, Number.NaN] })).toThrow('expected finite numbers, received NaN');
    expect(() => writeText({ a: undefined })).toThrow('expected plain data, received a undefined');
  });

  it('keeps every number bit for bit, in ASCII and in the order of the keys', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })), (numbers) => {
        expect(Float64Array.from(readText(writeText(numbers)) as number[])).toEqual(
          Float64Array.from(numbers),
        );
      }),
    );
    const text = String.fromCharCode(...writeText({ b: 'é\u2028', a: -0 }));
    expect(text).toBe('{"a":-0,"b":"\\u00e9\\u2028"}');
  });
});

it('computes the CRC-32 of zlib, in parts or at once', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
      expect(crc32(a, b)).toBe(crc32OfNode(Buffer.concat([a, b])));
    }),
  );
  expect(crc32(Uint8Array.from('123456789', (digit) => digit.charCodeAt(0)))).toBe(0xcbf43926);
});

it('lifts older contents one version after the other', () => {
  const steps = [(data: unknown) => `${data}, then 2`, (data: unknown) => `${data}, then 3`];
  expect(upgraded('1', 1, steps)).toBe('1, then 2, then 3');
  expect(upgraded('2', 2, steps)).toBe('2, then 3');
  expect(upgraded('3', 3, steps)).toBe('3');
  expect(upgraded('1', 1)).toBe('1');
});

/** A whole file around this text (one byte per character), as someone else would build it. */
function fileOf(text: string): Uint8Array {
  const head = Buffer.alloc(12);
  head.write('SFMODEL\x01', 'latin1');
  head.writeUInt32LE(text.length, 8);
  const body = Buffer.from(text, 'latin1');
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32OfNode(Buffer.concat([head, body])));
  return new Uint8Array(Buffer.concat([head, checksum, body]));
}

function withNote(note: string): Uint8Array {
  return fileOf(`{"metadata":{"n":${note}},"models":{"a":${JSON.stringify(models.svm)}}}`);
}

function changed(bytes: Uint8Array, at: number, value = bytes[at]! ^ 0x40): Uint8Array {
  const result = bytes.slice();
  result[at] = value;
  return result;
}
