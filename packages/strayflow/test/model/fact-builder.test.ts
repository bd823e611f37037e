import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FACT_TEXT_LIMIT, FactKind } from '../../src/model/fact-batch.js';
import { FactBuilder, sliceFacts } from '../../src/model/fact-builder.js';
import { FACT_COLUMNS } from '../../src/model/fact-columns.js';
import { arbitraryFactBatch } from './arbitrary-batch.js';

describe('FactBuilder', () => {
  it('gives rows back as they were written, and starts anew', () => {
    const builder = new FactBuilder('home', 3, 2);
    const row = builder.add(FactKind.dnsQuery, 17, 1000.5);
    builder.columns.peerPort[row] = 53;
    builder.text('name', row, 'example.org');
    builder.add(FactKind.dnsAnswer, 18, 1001);
    expect(builder.full).toBe(true);
    expect(() => builder.add(FactKind.dnsQuery, 19, 0)).toThrow(RangeError);
    const batch = builder.take();
    expect(batch.length).toBe(2);
    expect([...batch.input]).toEqual([3, 3]);
    expect([...batch.recordNumber]).toEqual([17, 18]);
    expect([...batch.peerPort]).toEqual([53, 0]);
    expect(batch.name.dictionary[batch.name.codes[0]!]).toBe('example.org');
    expect(batch.name.dictionary[batch.name.codes[1]!]).toBe('');
    expect(builder.length).toBe(0);
    expect(builder.take().length).toBe(0);
    expect(batch.name.dictionary[batch.name.codes[0]!]).toBe('example.org');
  });

  it('cuts what is too long and says so by an ellipsis', () => {
    const builder = new FactBuilder('', 0);
    builder.text('value', builder.add(FactKind.httpRequest, 1, 0), 'x'.repeat(5000));
    const { value } = builder.take();
    const text = value.dictionary[value.codes[0]!]!;
    expect(text).toHaveLength(FACT_TEXT_LIMIT);
    expect(text.endsWith('x…')).toBe(true);
  });

  it('has every column of the layout, and slices are its rows', () => {
    const names = FACT_COLUMNS.map((spec) => spec.name);
    const made = Object.keys(new FactBuilder('', 0).take()).filter(
      (name) => !['site', 'length'].includes(name),
    );
    expect(made.sort()).toEqual([...names].sort());
    fc.assert(
      fc.property(arbitraryFactBatch(), fc.nat(20), fc.nat(20), (batch, a, b) => {
        const from = Math.min(a, b, batch.length);
        const to = Math.min(Math.max(a, b), batch.length);
        const slice = sliceFacts(batch, from, to);
        expect(slice.length).toBe(to - from);
        expect([...slice.time]).toEqual([...batch.time].slice(from, to));
        expect([...slice.peer]).toEqual([...batch.peer].slice(from * 16, to * 16));
        expect([...slice.uid.codes]).toEqual([...batch.uid.codes].slice(from, to));
      }),
      { numRuns: 50 },
    );
  });
});
