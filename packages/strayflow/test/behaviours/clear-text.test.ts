import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clearText } from '../../src/behaviours/clear-text.js';
import type { FactRow } from '../fact-rows.js';
import { type FlowRow, REFUSED } from '../flow-rows.js';
import { latest } from './drive.js';
import { driveFacts } from './drive-facts.js';
import { second } from './link-traffic.js';

type Row = Partial<FlowRow>;
const find = (flows: readonly Row[], facts: readonly FactRow[] = [], options = {}) =>
  latest(driveFacts(clearText, facts, flows, { options }));
const quiet = (flows: readonly Row[], facts: readonly FactRow[] = []) =>
  expect(find(flows, facts)).toEqual([]);

const telnet: Row = { source: '10.0.0.9', destination: '10.0.0.5', destinationPort: 23, time: second(0) };
const login: FactRow = {
  kind: 'login',
  time: second(1),
  address: '10.0.0.9',
  peer: '10.0.0.80',
  name: 'alice',
  value: 'http basic',
  text: 'success',
};

describe('logins in clear text', () => {
  it('by telnet are told once, with their number, far below the alert line', () => {
    const [evidence, ...more] = find([telnet, { ...telnet, time: second(9) }]);
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({
      family: 'clear-text',
      host: '10.0.0.9',
      peer: '10.0.0.5',
      surprise: 2.5,
      technique: 'T1040',
      recordCount: 2,
    });
    expect(evidence!.summary).toBe(
      'used telnet, whose logins can be read on the way unless TLS begins within, at 10.0.0.5 (2 flows)',
    );
  });

  it('are known by what the source saw, on whatever port', () => {
    expect(find([{ ...telnet, destinationPort: 4000, service: 'ftp' }])[0]).toMatchObject({
      key: 'ftp 10.0.0.5',
    });
    quiet([{ ...telnet, destinationPort: 143, service: 'tls' }]);
  });

  it('by HTTP are told without the name of the user', () => {
    const [evidence] = find([], [login]);
    expect(evidence!.summary).toContain('logged in by HTTP without TLS');
    expect(JSON.stringify(evidence)).not.toContain('alice');
    quiet([], [{ ...login, value: 'OpenSSH' }]);
  });

  it('by SNMP of old versions are told', () => {
    const snmp: FactRow = { ...login, kind: 'software', name: 'SNMPv2c', value: '', text: 'snmp' };
    expect(find([], [snmp])[0]).toMatchObject({ key: 'SNMPv2c 10.0.0.80', surprise: 2.2 });
    quiet([], [{ ...snmp, name: 'SNMPv3' }]);
  });

  it('that the operator allows, or a stranger makes, or nobody answered, are not told', () => {
    expect(find([telnet], [], { allowedServers: ['10.0.0.5'] })).toEqual([]);
    expect(find([], [login], { httpBasicSurprise: 0 })).toEqual([]);
    quiet([{ ...telnet, source: '203.0.113.7' }]);
    quiet([{ ...telnet, ...REFUSED }]);
    quiet([{ ...telnet, bytesReceived: 20 }]);
    quiet([{ ...telnet, initiatorKnown: false }]);
    quiet([{ ...telnet, destinationPort: 443 }]);
  });
});

it('tells the same however facts and flows are cut, and stored in between', () => {
  const flows = Array.from({ length: 40 }, (_, i) => ({
    ...telnet,
    destination: `10.0.0.${1 + (i % 3)}`,
    time: second(i),
  }));
  const facts = Array.from({ length: 30 }, (_, i) => ({ ...login, time: second(1.5 * i) }));
  const whole = driveFacts(clearText, facts, flows);
  expect(whole.length).toBeGreaterThan(4);
  fc.assert(
    fc.property(fc.array(fc.nat(70), { maxLength: 8 }), fc.nat(70), (cuts, snapshotAt) => {
      expect(driveFacts(clearText, facts, flows, { cuts, snapshotAt })).toEqual(whole);
    }),
    { numRuns: 30, seed: 1 },
  );
});
