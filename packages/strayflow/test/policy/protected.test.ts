/** Whatever the evidence and the options: nobody who is protected is blocked, and what a block needs is there. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatPrefix, parsePrefix } from '../../src/model/address.js';
import { isBlock } from '../../src/model/decision.js';
import { type Evidence, FAMILIES } from '../../src/model/evidence.js';
import { MUCH_USED_KEY } from '../../src/model/guard-signs.js';
import { concerns, withEmbedded } from '../../src/model/prefix-overlap.js';
import { network } from '../behaviours/drive.js';
import { evidenceOf, NOW } from '../risk/evidence-of.js';
import { decidedOn, muchUsed } from './on-evidence.js';

/** Few networks, so that hosts and lists meet, in every form that an address has. */
const byte = fc.integer({ min: 0, max: 7 });
const hex = (...parts: readonly number[]) => parts.map((part) => part.toString(16).padStart(2, '0'));
const forms = fc
  .tuple(byte, byte, fc.constantFrom(...Array.from({ length: 6 }, (_, i) => i)))
  .map(([c, d, form]) => {
    const [a, b, x, y] = hex(45, 3, c, d);
    switch (form) {
      case 0:
        return `45.3.${c}.${d}`;
      case 1:
        return `2002:${a}${b}:${x}${y}:1::/64`;
      case 2:
        return `64:ff9b::${a}${b}:${x}${y}`;
      case 3:
        return `::ffff:45.3.${c}.${d}`;
      case 4:
        return `2a00:1450:${c}:${d}::/64`;
      default:
        return '64:ff9b::/64';
    }
  });
/** As a behaviour names it: an IPv4-mapped address is written as IPv4. */
const hosts = forms.map((text) => (text.startsWith('::ffff') ? text.slice(7) : text));
const listed = fc.oneof(
  forms,
  fc.constantFrom(
    '45.3.0.0/22',
    '45.3.2.0/24',
    '2a00:1450:1::/48',
    '2a00:1450:2:2::7',
    '2002:2d03::/32',
    '10.0.0.5',
  ),
);
const lists = fc.record({
  own: fc.array(listed, { maxLength: 1 }),
  gateways: fc.array(listed, { maxLength: 1 }),
  nameServers: fc.array(listed, { maxLength: 1 }),
  timeServers: fc.array(listed, { maxLength: 1 }),
  allow: fc.array(
    listed.map((prefix) => ({ prefix, reason: 'ours' })),
    { maxLength: 1 },
  ),
});
const lines = fc.record({
  blockLine: fc.constantFrom(0, 0.5, 0.8),
  alertLine: fc.constantFrom(0, 0.5),
  minFamilies: fc.constantFrom(1, 2),
  minAttributable: fc.constantFrom(0, 1),
  shortestPrefixIpv6: fc.constantFrom(48, 64),
  rules: fc.constantFrom<object[]>(
    [],
    [{ name: 'all', when: { risk: 0 }, do: 'block' }],
    [{ name: 'inside', when: { risk: 0 }, do: 'quarantine', mode: 'approve' }],
  ),
});
const pieces = fc.array(
  fc.record({
    family: fc.constantFrom(...FAMILIES),
    surprise: fc.constantFrom(1, 3, 6, 20),
    attributable: fc.boolean(),
    age: fc.constantFrom(0, 60_000, 7_200_000, 259_200_000),
  }),
  { minLength: 2, maxLength: 6 },
);

const evidenceFor = (
  host: string,
  drafts: readonly { family: Evidence['family']; surprise: number; attributable: boolean; age: number }[],
) => drafts.map(({ age, ...draft }, i) => evidenceOf({ ...draft, host, key: `k${i}`, lastSeen: NOW - age }));

const INSIDE = '45.3.3.0/24';

it('no decision blocks a protected prefix', () => {
  let blocks = 0;
  fc.assert(
    fc.property(
      hosts,
      pieces,
      lists,
      lines,
      fc.integer({ min: 0, max: 3 }),
      (host, drafts, protectedBy, how, used) => {
        const evidence = [
          ...evidenceFor(host, drafts),
          ...(used === 0 ? [muchUsed({ host, firstSeen: NOW - 5 * 86_400_000 })] : []),
        ];
        const inside = { ...network(INSIDE), internalPrefixes: [parsePrefix(INSIDE)!] };
        const decision = decidedOn(evidence, { options: { ...protectedBy, ...how }, network: inside });
        if (decision === undefined || !isBlock(decision)) return;
        blocks++;
        const blocked = withEmbedded(parsePrefix(decision.host)!);
        const { allow, ...others } = protectedBy;
        const all = [...Object.values(others).flat(), ...allow.map(({ prefix }) => prefix)];
        for (const text of all) {
          expect(
            concerns(withEmbedded(parsePrefix(text)!), blocked),
            `${text} ${formatPrefix(blocked[0]!)}`,
          ).toBe(false);
        }
        const isInside = concerns(withEmbedded(parsePrefix(INSIDE)!), blocked);
        expect(decision.action).toBe(isInside ? 'quarantine' : 'block');
        if (isInside) expect(decision.approval).toBe(true);
        else expect(evidence.some(({ key }) => key === MUCH_USED_KEY)).toBe(false);
        if (how.minAttributable === 1) expect(drafts.some(({ attributable }) => attributable)).toBe(true);
        expect(decision.expires).toBeGreaterThan(NOW);
      },
    ),
    { numRuns: 2_000, seed: 6 },
  );
  // Else the property would say nothing.
  expect(blocks).toBeGreaterThan(100);
});
