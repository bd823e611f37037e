import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameFingerprint } from '../../src/behaviours/fingerprint.js';
import {
  addUse,
  findDestination,
  hostsOf,
  mergeTable,
  prevalenceTable,
} from '../../src/behaviours/prevalence/table.js';
import {
  advancePrevalence,
  noteName,
  noteUse,
  openPrevalence,
  prevalenceForgotten,
  standingOf,
} from '../../src/behaviours/prevalence.js';
import { restore, snapshot } from '../../src/model/snapshot.js';
import { WINDOW_MS, windowStart } from '../../src/model/window.js';

const START = windowStart(1_700_000_000_000);
/** Fingerprints of anything: names are hashed as addresses are. */
const id = (text: string) => nameFingerprint(text);

describe('prevalence', () => {
  it('is read when the window is over, not before', () => {
    const prevalence = openPrevalence(64);
    noteUse(prevalence, id('place'), id('host 1'), START + 1000);
    noteUse(prevalence, id('place'), id('host 2'), START + 2000);
    advancePrevalence(prevalence, START + WINDOW_MS - 5000);
    expect(standingOf(prevalence, id('place'))).toBeNull();
    advancePrevalence(prevalence, START + WINDOW_MS);
    expect(standingOf(prevalence, id('place'))).toEqual({
      hosts: 2,
      siteHosts: 2,
      firstSeen: START + 1000,
      watchedSince: START + 1000,
    });
    expect(standingOf(prevalence, id('elsewhere'))).toBeNull();
  });

  it('is the same, whoever counted what', () => {
    const use = fc.record({ host: fc.nat(40), place: fc.nat(8), time: fc.nat(1000), part: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(use, { maxLength: 80 }), (uses) => {
        const whole = prevalenceTable(256);
        const parts = Array.from({ length: 4 }, () => prevalenceTable(256));
        const merged = prevalenceTable(256);
        for (const { host, place, time, part } of uses) {
          const bit = 1 << (host & 31);
          for (const table of [whole, parts[part]!]) {
            addUse(table, id(`place ${place}`), host < 32 ? bit : 0, host < 32 ? 0 : bit, time, time);
          }
        }
        for (const part of parts) mergeTable(merged, part);
        for (let place = 0; place <= 8; place++) {
          const [a, b] = [whole, merged].map((table) => {
            const slot = findDestination(table, id(`place ${place}`));
            return slot < 0 ? null : [hostsOf(table, slot), table.firstSeen[slot], table.lastSeen[slot]];
          });
          expect(b).toEqual(a);
        }
      }),
      { seed: 4 },
    );
  });

  it.each([1, 3, 10, 30, 100])('counts %d hosts within four standard errors', (hosts) => {
    let off = 0;
    for (let round = 0; round < 25; round++) {
      const prevalence = openPrevalence(64);
      for (let i = 0; i < hosts; i++) noteUse(prevalence, id('place'), id(`${round} host ${i}`), START);
      advancePrevalence(prevalence, START + WINDOW_MS);
      off += standingOf(prevalence, id('place'))!.hosts - hosts;
      expect(Math.abs(standingOf(prevalence, id('place'))!.hosts - hosts)).toBeLessThan(1 + 0.5 * hosts);
    }
    expect(Math.abs(off / 25)).toBeLessThan(0.5 + 0.05 * hosts);
  });

  it('counts thousands of hosts of a site within a tenth', () => {
    const prevalence = openPrevalence(64);
    for (let i = 0; i < 5000; i++) noteUse(prevalence, id('place'), id(`host ${i}`), START);
    advancePrevalence(prevalence, START + WINDOW_MS);
    const standing = standingOf(prevalence, id('place'))!;
    expect(standing.siteHosts).toBeGreaterThan(4500);
    expect(standing.siteHosts).toBeLessThan(5500);
    expect(standing.hosts).toBeGreaterThan(200);
  });

  it('knows an address by the name that it was resolved from', () => {
    const prevalence = openPrevalence(64);
    for (let i = 0; i < 12; i++)
      noteName(prevalence, id('update.test'), id(`address ${i}`), id(`host ${i}`), START);
    noteUse(prevalence, id('address 3'), id('host 3'), START + 5000);
    advancePrevalence(prevalence, START + WINDOW_MS);
    expect(standingOf(prevalence, id('address 3'))!.hosts).toBeGreaterThan(8);
    expect(standingOf(prevalence, id('address 3'))!.firstSeen).toBe(START);
  });

  it('forgets what was not used for longest, and counts it', () => {
    const prevalence = openPrevalence(32);
    for (let i = 0; i < 200; i++) {
      const time = START + i * WINDOW_MS;
      advancePrevalence(prevalence, time);
      noteUse(prevalence, id(`place ${i}`), id('host'), time);
      noteUse(prevalence, id('always'), id('host'), time);
    }
    advancePrevalence(prevalence, START + 200 * WINDOW_MS);
    expect(prevalence.closed.size).toBeLessThanOrEqual(32);
    expect(prevalenceForgotten(prevalence)).toBeGreaterThan(150);
    expect(standingOf(prevalence, id('always'))!.firstSeen).toBe(START);
    expect(standingOf(prevalence, id('place 0'))).toBeNull();
    expect(standingOf(prevalence, id('place 199'))).not.toBeNull();
  });

  it('can be stored and restored', () => {
    const prevalence = openPrevalence(32);
    noteUse(prevalence, id('place'), id('host'), START);
    const again = restore<typeof prevalence>(snapshot(prevalence));
    advancePrevalence(prevalence, START + WINDOW_MS);
    advancePrevalence(again, START + WINDOW_MS);
    expect(standingOf(again, id('place'))).toEqual(standingOf(prevalence, id('place')));
  });
});
