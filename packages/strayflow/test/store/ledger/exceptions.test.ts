import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlockGrounds, Ground } from '../../../src/model/exception-scope.js';
import type { BlockOrder } from '../../../src/store/ledger/blocks.js';
import { Ledger } from '../../../src/store/ledger/ledger.js';
import { scratchFolder } from '../../shell/scratch-folder.js';

const NOW = Date.parse('2026-03-01T10:00:00Z');
const HOUR = 3_600_000;

const piece = (family: Ground['family'], draft: Partial<Ground> = {}): Ground => ({
  evidenceId: `${family}-id`,
  family,
  confidence: 0.65,
  attributable: true,
  ports: [22],
  direction: 'in',
  ...draft,
});
const NEEDS = { risk: 0.8, families: 2, oneOf: null, attributable: 1, attributableRisk: 0.5 };
const grounds = (...pieces: readonly Ground[]): BlockGrounds => ({ pieces, ...NEEDS });
const SCAN = piece('port-scan');
const GUESSES = piece('brute-force');
const FLOOD = piece('flood', { ports: [443] });

function order(prefix: string, more: Partial<BlockOrder> = {}): BlockOrder {
  return {
    ...{ site: 'local', prefix, rule: 'scanners', reason: 'risk 0.91', evidenceIds: ['a1'] },
    ...{ decided: NOW - 1_000, expires: NOW + HOUR, approval: false, grounds: grounds(SCAN, GUESSES) },
    ...more,
  };
}

let ledger: Ledger;
beforeEach(() => {
  ledger = new Ledger(scratchFolder());
});
afterEach(() => {
  ledger.close();
});

const HOST = '203.0.113.7/32';
const wanted = (site = 'local') => ledger.wanted(site, NOW).map(({ prefix }) => prefix);
const except = (scope: object, prefix = '203.0.113.0/24') =>
  ledger.except({ prefix, reason: 'partner', expires: null, ...scope }, 'ann', NOW).ended.length;

describe('an exception for some of what a host does', () => {
  it.each([
    ['a behaviour', { families: ['port-scan'] }],
    ['a port', { ports: [22] }],
    ['a direction', { direction: 'in' }],
    ['a site', { site: 'local' }],
  ] as const)(
    'by %s ends a block that would not stand without it, and holds the next one back',
    (_, scope) => {
      ledger.take([order(HOST)], 1, NOW);
      expect(except(scope)).toBe(1);
      expect(wanted()).toEqual([]);
      ledger.take([order(HOST, { decided: NOW })], 2, NOW);
      expect(wanted()).toEqual([]);
      expect([...ledger.audit()].at(-1)).toMatchObject({
        kind: 'held',
        about: { held: 'excepted: partner' },
      });
    },
  );

  it.each([
    ['another behaviour', { families: ['flood'] }],
    ['another port', { ports: [443] }],
    ['another direction', { direction: 'out' }],
    ['another site', { site: 'branch' }],
    ['a behaviour by another port', { families: ['port-scan'], ports: [80] }],
  ] as const)('by %s leaves the block', (_, scope) => {
    ledger.take([order(HOST)], 1, NOW);
    expect(except(scope)).toBe(0);
    expect(wanted()).toEqual([HOST]);
  });

  it('leaves a block that stands on the rest', () => {
    ledger.take([order(HOST, { grounds: grounds(SCAN, GUESSES, FLOOD) })], 1, NOW);
    expect(except({ families: ['port-scan'] })).toBe(0);
    expect(wanted()).toEqual([HOST]);
    // With the one before it, too much is covered.
    expect(except({ ports: [443] })).toBe(1);
    expect(wanted()).toEqual([]);
  });

  it.each([
    [
      'nothing of the rest binds the address to its sender',
      [SCAN, { ...GUESSES, attributable: false }, { ...FLOOD, attributable: false }],
    ],
    [
      'what binds it is too little',
      [SCAN, { ...GUESSES, confidence: 0.3 }, { ...FLOOD, confidence: 0.9, attributable: false }],
    ],
    ['one family is left', [SCAN, GUESSES]],
  ] as const)('ends it where %s', (_, pieces) => {
    ledger.take([order(HOST, { grounds: grounds(...pieces) })], 1, NOW);
    expect(except({ families: ['port-scan'] })).toBe(1);
  });

  it('ends it where its rule asked for what is covered now', () => {
    const asked = { ...grounds(SCAN, GUESSES, FLOOD), oneOf: ['port-scan' as const] };
    ledger.take([order(HOST, { grounds: asked })], 1, NOW);
    expect(except({ families: ['port-scan'] })).toBe(1);
  });

  it('covers nothing of which nobody knows what it rests on', () => {
    const { grounds: _, ...unknown } = order(HOST);
    ledger.take([unknown], 1, NOW);
    expect(except({ families: ['port-scan', 'brute-force'] })).toBe(0);
    expect(except({})).toBe(1);
  });

  it('is read back as it was given, and stands in the audit log', () => {
    const scope = { families: ['port-scan' as const], ports: [22], direction: 'in' as const, site: 'local' };
    except(scope);
    expect(ledger.exceptions(NOW)).toMatchObject([scope]);
    expect([...ledger.audit()].at(-1)).toMatchObject({ kind: 'excepted', about: scope });
  });
});

describe('private networks of several sites', () => {
  const SHARED = '10.0.0.9/32';

  beforeEach(() => {
    ledger.take([order(SHARED), order(SHARED, { site: 'branch', decided: NOW - 500 })], 2, NOW);
  });

  it('share no block, though their addresses are the same', () => {
    expect(ledger.blocks(['standing'])).toHaveLength(2);
    expect(wanted()).toEqual([SHARED]);
    expect(wanted('branch')).toEqual([SHARED]);
    expect(wanted('elsewhere')).toEqual([]);
  });

  it('share no exception that names its site, and no undoing of one of them', () => {
    expect(except({ site: 'branch' }, SHARED)).toBe(1);
    expect([wanted(), wanted('branch')]).toEqual([[SHARED], []]);
    ledger.undo(({ site }) => site === 'local', 'ann', 'ours', NOW + HOUR, NOW);
    expect(ledger.exceptions(NOW).map(({ site }) => site)).toEqual(['branch', 'local']);
  });

  it('are all spared by an exception that names none', () => {
    expect(except({}, SHARED)).toBe(2);
  });
});

it('an exception knows the forms of an address', () => {
  ledger.take([order('2002:cb00:7107:1::/64'), order('2002:cb00:7207:1::/64')], 1, NOW);
  expect(except({})).toBe(1);
  expect(wanted()).toEqual(['2002:cb00:7207:1::/64']);
});
