import { describe, expect, it } from 'vitest';
import { asShared, isDeclaredShared, SHARED_KEY, sharedPrefixes } from '../../src/addresses/index.js';
import { sharedAddress } from '../../src/addresses/shared-address.js';
import { driveFacts } from '../behaviours/drive-facts.js';
import { exampleEvidence } from '../example-evidence.js';
import type { FactRow } from '../fact-rows.js';
import { type FlowRow, START } from '../flow-rows.js';

const handshakes = (ttl: number, count = 30, more: Partial<FlowRow> = {}): readonly Partial<FlowRow>[] =>
  Array.from({ length: count }, (_, i) => ({
    time: START + 10_000 * i + ttl,
    source: '10.0.0.9',
    ttl,
    ...more,
  }));
const agents = (...texts: readonly string[]): readonly FactRow[] =>
  texts.map((text, i) => ({
    kind: 'httpRequest',
    time: START + 1_000 * i,
    address: '10.0.0.9',
    peer: '192.0.2.1',
    name: 'www.example.com',
    text: `GET Mozilla/5.0 (${text})`,
  }));
const told = (
  flows: readonly Partial<FlowRow>[],
  facts: readonly FactRow[] = [],
  cuts: readonly number[] = [],
) => driveFacts(sharedAddress, facts, flows, { cuts });

describe('a shared address', () => {
  it('is recognised by handshakes of two kinds of system, once, as context', () => {
    const evidence = told([...handshakes(63), ...handshakes(127)]);
    expect(evidence).toHaveLength(1);
    expect(evidence[0]).toMatchObject({ host: '10.0.0.9', family: 'context', key: SHARED_KEY, surprise: 1 });
    expect(evidence[0]!.summary).toContain('handshakes began with a TTL of 64');
    expect(evidence[0]!.contributions.reduce((sum, { share }) => sum + share, 0)).toBe(1);
  });

  it('is recognised by web agents of three systems', () => {
    const three = agents('Windows NT 10.0', 'X11; Linux x86_64', 'iPhone; CPU iPhone OS 17_0 like Mac OS X');
    expect(told([], three)[0]!.summary).toContain('its web agents name Windows, iOS, Linux');
    expect(told([], three.slice(0, 2))).toEqual([]);
  });

  it('is not one of a single system, of single packets, of traceroute, or of a system that was changed', () => {
    expect(told(handshakes(64, 200))).toEqual([]);
    expect(told([...handshakes(63), ...handshakes(127, 30, { state: 'S0', packetsSent: 1 })])).toEqual([]);
    expect(told([...handshakes(63), ...handshakes(3, 60)])).toEqual([]);
    const later = handshakes(127).map((row) => ({ ...row, time: row.time! + 2 * 3_600_000 }));
    expect(told([...handshakes(63), ...later])).toEqual([]);
  });

  it('is told alike however the input is cut', () => {
    const flows = [...handshakes(63), ...handshakes(127)];
    const facts = agents('Windows NT 10.0', 'X11; Linux x86_64', 'Android 14');
    const whole = told(flows, facts);
    for (const cuts of [[1, 2, 3], [7, 30], [40]]) expect(told(flows, facts, cuts)).toEqual(whole);
  });

  it('makes what is told of an actor nobody’s in particular, and leaves victims as they are', () => {
    const actor = { ...exampleEvidence[0]!, role: 'actor' as const, attributable: true };
    expect(asShared(actor, 'declared')).toMatchObject({ id: actor.id, attributable: false });
    expect(asShared(actor, 'declared').summary).toBe(
      `${actor.summary}; the address is shared by several machines, as configured: any of them may have done it`,
    );
    const victim = { ...actor, role: 'victim' as const };
    expect(asShared(victim, 'recognised')).toBe(victim);
  });

  it('is declared by address or prefix, of external IPv6 by its /64', () => {
    const prefixes = sharedPrefixes(['192.0.2.7', '2001:db8:5::/48']);
    expect(isDeclaredShared('192.0.2.7', prefixes)).toBe(true);
    expect(isDeclaredShared('192.0.2.8', prefixes)).toBe(false);
    expect(isDeclaredShared('2001:db8:5:1::/64', prefixes)).toBe(true);
    expect(isDeclaredShared('192.0.2.7', [])).toBe(false);
  });
});
