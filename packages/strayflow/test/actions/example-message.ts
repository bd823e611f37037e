/** Messages about incidents for the tests of notifiers: one that reads well, and as many hostile ones as wanted. */
import * as fc from 'fast-check';
import { FAMILIES } from '../../src/model/evidence.js';
import type { Message, Notice } from '../../src/model/notifier.js';

const DAY = Date.UTC(2026, 2, 3);
const at = (hours: number, minutes: number) => DAY + 60_000 * (60 * hours + minutes);

export function exampleNotice(changes: Partial<Notice> = {}): Notice {
  return {
    kind: 'opened',
    incident: '0123456789abcdef',
    revision: 0,
    site: '',
    host: '203.0.113.66',
    role: 'actor',
    names: ['scanner.example.net'],
    action: 'block',
    simulated: false,
    approval: false,
    rule: 'block line',
    reason: 'risk 0.868 is over the block line 0.75, with two families of which brute-force is attributable',
    risk: 0.868,
    opened: at(18, 44),
    time: at(18, 50),
    expires: at(18, 55),
    families: ['port-scan', 'brute-force'],
    evidence: [
      {
        id: 'aaaaaaaaaaaaaaaa',
        family: 'port-scan',
        summary: '203.0.113.66 tried 1,024 ports of 10.1.0.5 in 4 minutes.',
        surprise: 12.5,
        firstSeen: at(18, 40),
        lastSeen: at(18, 44),
      },
      {
        id: 'bbbbbbbbbbbbbbbb',
        family: 'brute-force',
        summary: '203.0.113.66 opened 212 short SSH connections to 10.1.0.5 port 22 in 5 minutes.',
        surprise: 9,
        firstSeen: at(18, 45),
        lastSeen: at(18, 50),
      },
    ],
    moreEvidence: 1,
    ...changes,
  };
}

export function exampleMessage(changes: Partial<Message> = {}, notice: Partial<Notice> = {}): Message {
  return {
    id: 'fedcba9876543210',
    purpose: 'incident',
    time: at(18, 51),
    notices: [exampleNotice(notice)],
    omitted: 0,
    ...changes,
  };
}

/** The host, and an address that evidence mentions, by these names. */
export function namedBy(host: string, ...names: readonly string[]): NonNullable<Notice['named']> {
  const known = names.map((name) => ({ name, source: 'tls' as const }));
  return [host, '10.1.0.5'].map((address) => ({ address, names: known }));
}

/** What has broken out of mails, logs, terminals, shells, spreadsheets and pages before. */
export const HOSTILE: readonly string[] = [
  'a\r\nBcc: everybody@example.org\r\n\r\nbody',
  'a\n<13>1 2026-03-03T00:00:00Z forged forged - - - forged',
  '\r\n.\r\nMAIL FROM:<x@example.org>',
  'nul\u0000byte',
  '"] forged [x@1 y="z"] "',
  'back\\slash\\" and \\] and \\\\',
  'CEF:0|a|b|c|d|e|10|src=192.0.2.1 act=allowed cs1=x',
  'x|y\\|z=1 \\= =',
  '\u001b[2J\u001b]0;title\u0007\u009b31m',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '"; $(reboot) `id` && rm -rf / | sh #',
  "=cmd|'/C calc'!A0",
  '\u202egnp.exe\u2066\u200b\ufeff',
  'lone \ud800 surrogate',
  '{"a":"b"}\u2028,\\u0000',
  ['%s%n%x $', '{jndi:ldap://x} {{7*7}}'].join(''),
  'é'.repeat(2_000),
  '😀'.repeat(2_000),
  ']'.repeat(2_000),
  '\\'.repeat(2_000),
  'x'.repeat(20_000),
  '',
];

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE.map((each) => each.slice(0, 400))) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('203.0.113.66', '2001:db8::1', '2001:db8::/64', 'www.example.org'),
  },
);
const hex = fc.stringMatching(/^[0-9a-f]{16}$/);
const moment = fc.integer({ min: 0, max: 4e12 });
const family = fc.constantFrom(...FAMILIES);

const evidence = fc.record({
  id: text,
  family,
  summary: text,
  surprise: fc.double({ min: 0, max: 300, noNaN: true }),
  firstSeen: moment,
  lastSeen: moment,
});

const named = fc.record({
  address: text,
  names: fc.array(fc.record({ name: text, source: fc.constantFrom('dhcp', 'dns', 'tls', 'http') }), {
    maxLength: 5,
  }),
});

const notice: fc.Arbitrary<Notice> = fc.record({
  kind: fc.constantFrom('opened' as const, 'updated' as const, 'closed' as const),
  incident: hex,
  revision: fc.nat(),
  site: text,
  host: text,
  role: fc.constantFrom('actor' as const, 'victim' as const),
  names: fc.array(text, { maxLength: 6 }),
  named: fc.array(named, { maxLength: 12 }),
  action: fc.constantFrom('ignore' as const, 'alert' as const, 'block' as const, 'quarantine' as const),
  simulated: fc.boolean(),
  approval: fc.boolean(),
  rule: text,
  reason: text,
  risk: fc.double({ min: 0, max: 1, noNaN: true }),
  opened: moment,
  time: moment,
  expires: fc.option(moment),
  families: fc.uniqueArray(family),
  evidence: fc.array(evidence, { maxLength: 12 }),
  moreEvidence: fc.nat({ max: 1_000 }),
});

export const hostileMessage: fc.Arbitrary<Message> = fc.record({
  id: hex,
  purpose: fc.constantFrom('incident' as const, 'digest' as const, 'test' as const),
  time: moment,
  notices: fc.array(notice, { minLength: 1, maxLength: 3 }),
  omitted: fc.nat({ max: 1_000 }),
});

/** What a terminal obeys, what ends a line, and what hides. */
export const ACTS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
