import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addressTable, findAddress, internAddress } from '../../src/model/address-table.js';
import { restore, snapshot } from '../../src/model/snapshot.js';

const address = fc.uint8Array({ minLength: 16, maxLength: 16, max: 3 });

it('gives each address one number, in order of arrival, also after a snapshot', () => {
  fc.assert(
    fc.property(fc.array(address, { maxLength: 300 }), fc.nat(300), (addresses, cut) => {
      let table = addressTable(1000);
      const numbers = new Map<string, number>();
      addresses.forEach((bytes, i) => {
        if (i === cut) table = restore(snapshot(table));
        const text = bytes.join();
        const id = internAddress(table, bytes, 0);
        expect(id).toBe(numbers.get(text) ?? numbers.size);
        numbers.set(text, id);
        expect(findAddress(table, bytes, 0)).toBe(id);
      });
      expect(table.size).toBe(numbers.size);
    }),
  );
});

it('refuses and counts what is beyond its capacity, and still finds the old', () => {
  const table = addressTable(2);
  const bytes = (last: number) => new Uint8Array(16).fill(last);
  expect([1, 2, 3, 3].map((last) => internAddress(table, bytes(last), 0))).toEqual([0, 1, -1, -1]);
  expect(table.refused).toBe(2);
  expect(internAddress(table, bytes(2), 0)).toBe(1);
  expect(findAddress(table, bytes(3), 0)).toBe(-1);
});
