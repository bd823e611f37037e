/** Arbitrary flow and fact batches for property tests: every column, with and without unknown values. */
import fc from 'fast-check';
import type { FactBatch } from '../../src/model/fact-batch.js';
import { FACT_COLUMNS } from '../../src/model/fact-columns.js';
import { type FlowBatch, NULLABLE_COLUMNS } from '../../src/model/flow-batch.js';
import { columnWidth, FLOW_COLUMNS } from '../../src/model/flow-columns.js';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const site = fc.oneof(fc.constant('home'), fc.string({ unit: 'grapheme', maxLength: 8 }));

function strings(length: number) {
  return fc
    .uniqueArray(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant('\ufeffmark')), {
      minLength: 1,
      maxLength: 6,
    })
    .chain((dictionary) =>
      fc
        .array(fc.nat(dictionary.length - 1), { minLength: length, maxLength: length })
        .map((codes) => ({ codes: Uint32Array.from(codes), dictionary })),
    );
}

function values(type: (typeof FLOW_COLUMNS)[number]['type'], length: number): fc.Arbitrary<unknown> {
  const size = length * columnWidth(type);
  const bounds = { minLength: size, maxLength: size };
  switch (type) {
    case 'u8':
    case 'bytes16':
    case 'bytes6':
      return fc.uint8Array(bounds);
    case 'u16':
      return fc.uint16Array(bounds);
    case 'u32':
      return fc.uint32Array(bounds);
    case 'f64':
      return fc.array(finite, bounds).map((numbers) => Float64Array.from(numbers));
    case 'string':
      return strings(length);
  }
}

/** A batch of up to `maxLength` rows; bitmaps keep whatever their last byte holds beyond the last row. */
export function arbitraryFlowBatch(maxLength = 20): fc.Arbitrary<FlowBatch> {
  return fc.tuple(site, fc.nat(maxLength)).chain(([name, length]) => {
    const columns: Record<string, fc.Arbitrary<unknown>> = {};
    for (const spec of FLOW_COLUMNS) {
      const known = values(spec.type, length);
      columns[spec.name] = spec.presence === 'optional' ? fc.option(known) : known;
    }
    const size = (length + 7) >> 3;
    const bitmap = fc.uint8Array({ minLength: size, maxLength: size });
    const validity = fc.record(
      Object.fromEntries((size === 0 ? [] : NULLABLE_COLUMNS).map((column) => [column, bitmap])),
      { requiredKeys: [] },
    );
    return fc
      .record({ ...columns, validity })
      .map((batch) => ({ ...batch, site: name, length }) as unknown as FlowBatch);
  });
}

export function arbitraryFactBatch(maxLength = 20): fc.Arbitrary<FactBatch> {
  return fc
    .tuple(site, fc.nat(maxLength))
    .chain(([name, length]) =>
      fc
        .record(Object.fromEntries(FACT_COLUMNS.map((spec) => [spec.name, values(spec.type, length)])))
        .map((batch) => ({ ...batch, site: name, length }) as unknown as FactBatch),
    );
}
