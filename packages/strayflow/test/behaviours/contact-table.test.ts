import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contactTable,
  forgetContacts,
  keepContact,
  recallContact,
} from '../../src/behaviours/port-scan/contact-table.js';
import { recall, recentMap, remember, replace } from '../../src/behaviours/recent-map.js';

const host = (...bytes: number[]) => String.fromCharCode(bytes.length, ...bytes);
const hosts = [
  host(10, 0, 0, 1),
  host(10, 0, 0, 2),
  host(32, 1, 13, 184, 0, 0, 0, 0),
  host(32, 1, 13, 184, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
];

describe('the table of contacts', () => {
  it('remembers and forgets as a map of strings would', () => {
    const one = fc.record({
      source: fc.constantFrom(...hosts),
      destination: fc.constantFrom(...hosts),
      protocol: fc.constantFrom(6, 17),
      port: fc.integer({ min: 0, max: 8 }),
      keeps: fc.boolean(),
      value: fc.nat(1_000_000),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 300 }), fc.integer({ min: 2, max: 60 }), (steps, capacity) => {
        const table = contactTable(capacity);
        const map = recentMap<number>(capacity);
        for (const { source, destination, protocol, port, keeps, value } of steps) {
          const key = `${source} ${destination} ${protocol} ${port}`;
          const known = recall(map, key);
          expect(recallContact(table, source, destination, protocol, port)).toBe(known);
          if (!keeps) continue;
          keepContact(table, source, destination, protocol, port, value);
          if (known === undefined) remember(map, key, value);
          else replace(map, key, value);
        }
        expect(table.forgotten).toBe(map.forgotten);
      }),
    );
  });

  it('keeps very many, and lets go of those that are idle', () => {
    const table = contactTable(1_000_000);
    const [source, destination] = hosts as [string, string];
    for (let port = 0; port < 20_000; port++) keepContact(table, source, destination, 6, port, port);
    forgetContacts(table, (value) => value % 2 === 1);
    for (let port = 0; port < 20_000; port++) {
      const expected = port % 2 === 1 ? undefined : port;
      if (recallContact(table, source, destination, 6, port) !== expected) expect.unreachable(`port ${port}`);
    }
    expect(recallContact(table, destination, source, 6, 0)).toBeUndefined();
    expect(table.forgotten).toBe(0);
  });
});
