import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restore, snapshot } from '../../../src/model/snapshot.js';
import { Domains, type DomainsState } from '../../../src/sources/netflow/domain.js';
import { type HeldSet, HeldSets } from '../../../src/sources/netflow/held-sets.js';
import { compileTemplate } from '../../../src/sources/netflow/template.js';
import { TotalCounters } from '../../../src/sources/netflow/total-counters.js';
import { OneWayRecord } from '../../../src/sources/record/one-way.js';

const exporter = { index: 1, name: '192.0.2.1' };
/** 400 fields, each of which is remembered because one of them varies in length. */
const large = compileTemplate(
  Array.from({ length: 400 }, (_, i) => ({ code: -1, length: i === 0 ? 65_535 : 4 })),
  0,
  0,
)!;

const fieldsOf = (domains: Domains) => {
  let fields = 0;
  for (const { templates } of domains.state.domains.values()) {
    for (const { codes } of templates.values()) fields += codes.length;
  }
  return fields;
};

describe('templates of all exporters', () => {
  it('take no more than their bound; the domain that was silent longest goes first', () => {
    const domains = new Domains();
    for (let id = 0; id < 20; id++) {
      const domain = domains.get(exporter, 9, id);
      for (let template = 0; template < 1500; template++) domains.define(domain, 256 + template, large);
      expect(domain.templates.size).toBe(1024);
      expect(domain.templates.has(256 + 1499)).toBe(true);
      expect(domain.templates.has(256)).toBe(false);
    }
    expect(fieldsOf(domains)).toBeLessThanOrEqual(500_000);
    expect([...domains.state.domains.values()].map(({ id }) => id)).toEqual([19]);
  });

  it('are counted out again when they are withdrawn, also after a restart', () => {
    let domains = new Domains();
    const small = compileTemplate([{ code: 1, length: 4 }], 0, 0)!;
    for (let round = 0; round < 100; round++) {
      const domain = domains.get(exporter, 10, round % 3);
      for (let id = 256; id < 1200; id++) domains.define(domain, id, small);
      for (let id = 256; id < 1200; id++) domains.withdraw(domain, id);
      if (round === 50) domains = new Domains(restore<DomainsState>(snapshot(domains.state)));
    }
    expect(domains.state.domains.size).toBe(3);
    for (const { weight } of domains.state.domains.values()) expect(weight).toBe(16);
  });
});

describe('sets without template', () => {
  const held = (bytes: number): HeldSet => ({
    exporter: '',
    exporterIndex: 1,
    version: 9,
    domain: 0,
    exportTime: 0,
    uptime: 0,
    clockShift: 0,
    arrived: true,
    template: 256,
    bytes: new Uint8Array(bytes),
  });

  it('are held up to the bound, and each is taken or given up exactly once', () => {
    const step = fc.record({ key: fc.constantFrom('a', 'b', 'c'), bytes: fc.nat(400), take: fc.nat(9) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.nat(2000), (steps, maxBytes) => {
        let givenUp = 0;
        let taken = 0;
        const sets = new HeldSets(maxBytes, () => givenUp++);
        for (const { key, bytes, take } of steps) {
          sets.hold(key, held(bytes));
          expect(sets.state.bytes).toBeLessThanOrEqual(maxBytes);
          if (take === 0) taken += sets.take(key).length;
        }
        expect(taken + givenUp + sets.state.count).toBe(steps.length);
        sets.end();
        expect([taken + givenUp, sets.state.bytes, sets.state.count]).toEqual([steps.length, 0, 0]);
      }),
    );
  });

  it('are no more than 4096, however small', () => {
    let givenUp = 0;
    const sets = new HeldSets(1e9, () => givenUp++);
    for (let i = 0; i < 5000; i++) sets.hold('a', held(1));
    expect([sets.state.count, givenUp]).toEqual([4096, 904]);
  });
});

describe('counters since the start of flows', () => {
  it('are remembered for a bounded number of flows, and the others are counted', () => {
    const totals = new TotalCounters();
    const record = new OneWayRecord();
    for (let i = 0; i < 70_000; i++) {
      record.clear();
      record.protocol = 17;
      record.source.set([i & 255, (i >> 8) & 255, i >> 16], 13);
      record.destination[15] = 1;
      record.packets = 5;
      record.start = 1;
      totals.toDeltas(record, false);
    }
    expect([totals.state.flows.size, totals.state.evicted]).toEqual([65_536, 70_000 - 65_536]);
    totals.toDeltas(record, true);
    expect(record.packets).toBe(0);
    expect(totals.state.flows.size).toBe(65_535);
  });
});
