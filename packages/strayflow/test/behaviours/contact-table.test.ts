import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintWith } from '../../src/behaviours/fingerprint.js';
import {
  contactTable,
  forgetContacts,
  keepContact,
  recallContact,
} from '../../src/behaviours/port-scan/contact-table.js';
import { recall, recentMap, remember, replace } from '../../src/behaviours/recent-map.js';

describe('the table of contacts', () => {
  it('remembers and forgets as a map of strings would', () => {
    const one = fc.record({
      contact: fc.integer({ min: 0, max: 80 }).map((n) => fingerprintWith(n % 8, n)),
      keeps: fc.boolean(),
      value: fc.nat(1_000_000),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 300 }), fc.integer({ min: 2, max: 60 }), (steps, capacity) => {
        const table = contactTable(capacity);
        const map = recentMap<number>(capacity);
        for (const { contact, keeps, value } of steps) {
          const key = String(contact);
          const known = recall(map, key);
          expect(recallContact(table, contact)).toBe(known ?? -1);
          if (!keeps) continue;
          keepContact(table, contact, value);
          if (known === undefined) remember(map, key, value);
          else replace(map, key, value);
        }
        expect(table.forgotten).toBe(map.forgotten);
      }),
    );
  });

  it('keeps very many, and lets go of those that are idle', () => {
    const table = contactTable(1_000_000);
    for (let port = 0; port < 20_000; port++) keepContact(table, fingerprintWith(1, port), port);
    forgetContacts(table, (value) => value % 2 === 1);
    for (let port = 0; port < 20_000; port++) {
      const expected = port % 2 === 1 ? -1 : port;
      if (recallContact(table, fingerprintWith(1, port)) !== expected) expect.unreachable(`port ${port}`);
    }
    expect(recallContact(table, fingerprintWith(2, 0))).toBe(-1);
    expect(table.forgotten).toBe(0);
  });
});
