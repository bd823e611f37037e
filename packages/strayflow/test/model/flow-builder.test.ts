import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isKnown, NULLABLE_COLUMNS } from '../../src/model/flow-batch.js';
import { FlowBuilder, sliceBatch } from '../../src/model/flow-builder.js';
import { FLOW_COLUMNS } from '../../src/model/flow-columns.js';

it('keeps values, unknowns and strings row by row, and slices them without change', () => {
  const row = fc.record({
    port: fc.nat(65535),
    bytes: fc.option(fc.nat(1e9)),
    service: fc.constantFrom('', 'dns', 'ssl'),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), fc.nat(), fc.nat(), (rows, a, b) => {
      const builder = new FlowBuilder('home', ['service'], 64);
      for (const { port, bytes, service } of rows) {
        const at = builder.add();
        builder.columns.sourcePort[at] = port;
        if (bytes === null) builder.unknown('bytesSent', at);
        else builder.columns.bytesSent[at] = bytes;
        builder.text('service', at, service);
      }
      const from = a % rows.length;
      const to = from + (b % (rows.length - from + 1));
      const batch = sliceBatch(builder.take(), from, to);
      const back = Array.from({ length: batch.length }, (_, i) => ({
        port: batch.sourcePort[i],
        bytes: isKnown(batch.validity.bytesSent, i) ? batch.bytesSent[i] : null,
        service: batch.service!.dictionary[batch.service!.codes[i]!],
      }));
      expect(back).toEqual(rows.slice(from, to));
      expect(batch.ttl).toBeNull();
      expect(builder.length).toBe(0);
    }),
  );
});

it('says so when it is full', () => {
  const builder = new FlowBuilder('home', [], 1);
  builder.add();
  expect(() => builder.add()).toThrow('expected a row below 1, received 1: take() first');
});

it('takes room for few rows at first, and for more as long as batches are full', () => {
  const builder = new FlowBuilder('home', [], 100, 4);
  const sizes: number[] = [];
  const fill = () => {
    while (!builder.full) builder.add();
    sizes.push(builder.take().length);
  };
  for (let batch = 0; batch < 4; batch++) fill();
  builder.add();
  builder.unknown('bytesSent', 0);
  expect(isKnown(builder.take().validity.bytesSent, 0)).toBe(false);
  fill();
  expect(sizes).toEqual([4, 32, 100, 100, 4]);
});

it('knows the same nullable columns in the table and in the type', () => {
  const nullable = FLOW_COLUMNS.filter((column) => column.presence === 'nullable');
  expect(nullable.map((column) => column.name)).toEqual(NULLABLE_COLUMNS);
});
