import { tableFromIPC } from '@uwdata/flechette';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeFactBatch,
  decodeFlowBatch,
  encodeFactBatch,
  encodeFlowBatch,
} from '../../src/model/batch-codec.js';
import { FlowBuilder } from '../../src/model/flow-builder.js';
import { arbitraryFactBatch, arbitraryFlowBatch } from './arbitrary-batch.js';

function exampleBatch() {
  const builder = new FlowBuilder('home', ['service', 'ttl']);
  for (let i = 0; i < 3; i++) {
    const row = builder.add();
    const { columns } = builder;
    columns.time[row] = 1000.5 + i;
    columns.source[16 * row + 15] = 7;
    columns.sourcePort[row] = 40_000 + i;
    builder.text('service', row, i === 1 ? 'dns' : 'http');
  }
  builder.unknown('sourcePort', 1);
  builder.columns.sourcePort[1] = 0;
  return builder.take();
}

describe('the batch codec', () => {
  it('gives back every flow batch bit for bit', () => {
    fc.assert(
      fc.property(arbitraryFlowBatch(), (batch) => {
        expect(decodeFlowBatch(encodeFlowBatch(batch))).toEqual(batch);
      }),
    );
  });

  it('gives back every fact batch bit for bit', () => {
    fc.assert(
      fc.property(arbitraryFactBatch(), (batch) => {
        expect(decodeFactBatch(encodeFactBatch(batch))).toEqual(batch);
      }),
    );
  });

  it('reads bytes that do not start at a multiple of eight', () => {
    const bytes = encodeFlowBatch(exampleBatch());
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeFlowBatch(shifted.subarray(3))).toEqual(exampleBatch());
  });

  it('decodes into views of the bytes', () => {
    const bytes = encodeFlowBatch(exampleBatch());
    expect(decodeFlowBatch(bytes).source.buffer).toBe(bytes.buffer);
  });

  it('is plain Arrow: binary addresses, nulls and text for any reader', () => {
    const table = tableFromIPC(encodeFlowBatch(exampleBatch()));
    expect(table.schema.metadata).toEqual(
      new Map([
        ['strayflow', 'flows'],
        ['site', 'home'],
      ]),
    );
    expect(table.getChild('sourcePort').toArray()).toEqual([40_000, null, 40_002]);
    expect([...table.getChild('service')]).toEqual(['http', 'dns', 'http']);
    expect((table.getChild('source').at(2) as Uint8Array)[15]).toBe(7);
    expect(table.names).not.toContain('uid');
  });

  it('refuses what is no batch of its kind', () => {
    const flows = encodeFlowBatch(exampleBatch());
    expect(() => decodeFactBatch(flows)).toThrow(/expected a facts batch, received flows/);
    expect(() => decodeFlowBatch(new Uint8Array([1, 2, 3, 4, 5]))).toThrow(RangeError);
    for (const length of [0, 8, 100, 2000]) {
      expect(() => decodeFlowBatch(flows.slice(0, length))).toThrow(RangeError);
    }
  });
});
