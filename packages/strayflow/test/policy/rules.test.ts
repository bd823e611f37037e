import { describe, expect, it } from 'vitest';
import type { Family } from '../../src/model/evidence.js';
import type { HostRisk } from '../../src/model/host-risk.js';
import { decide, openPolicy, policyOptionsSchema } from '../../src/policy/index.js';
import { network } from '../behaviours/drive.js';
import { evidenceOf } from '../risk/evidence-of.js';
import { evidenceFor, partialOf, share as shareOf } from './judged.js';

const OFFICE = network('10.0.0.0/8');
/** A Saturday, 03:30 in UTC. */
const NOW = Date.parse('2026-03-07T03:30:00Z');

const share = (family: Family) => shareOf(family, true);

function hostOf(draft: Partial<HostRisk> = {}): HostRisk {
  const risk = draft.risk ?? 0.9;
  const shares = [share('port-scan'), share('brute-force')];
  return {
    site: 'test',
    host: '203.0.113.7',
    role: 'actor',
    risk,
    peakTime: NOW,
    riskAtEnd: risk,
    shares,
    ...draft,
  };
}

function decided(rules: readonly object[], host: Partial<HostRisk> = {}, more: object = {}) {
  const options = policyOptionsSchema.parse({ mode: 'enforce', rules, ...more });
  const judged = hostOf(host);
  const evidence = [evidenceOf({ lastSeen: NOW, peer: '10.0.0.5' }), ...evidenceFor(judged, NOW)];
  return decide(openPolicy(), judged, evidence, NOW, options, OFFICE, partialOf(judged))[0];
}

describe('the first rule that holds decides', () => {
  const quiet = { name: 'quiet', when: { risk: 0.8, families: ['port-scan'] }, do: 'alert' };

  it('before the lines', () => {
    expect(decided([quiet])).toMatchObject({ action: 'alert', rule: 'quiet', simulated: false });
    expect(decided([quiet], { risk: 0.79 })).toMatchObject({ action: 'alert', rule: 'alert-line' });
    expect(decided([quiet], { shares: [share('flood'), share('brute-force')] })).toMatchObject({
      action: 'block',
      rule: 'block-line',
    });
  });

  it('and not those after it', () => {
    const never = { name: 'never', when: { risk: 0 }, do: 'ignore' };
    expect(decided([quiet, never])?.rule).toBe('quiet');
    expect(decided([never, quiet])).toBeUndefined();
  });
});

describe('a condition', () => {
  const alerts = (when: object, host: Partial<HostRisk> = {}, more: object = {}) =>
    decided([{ name: 'mine', when, do: 'alert' }], host, more)?.rule === 'mine';

  it('on how many families, context apart', () => {
    expect(alerts({ leastFamilies: 2 })).toBe(true);
    expect(alerts({ leastFamilies: 2 }, { shares: [share('port-scan'), share('context')] })).toBe(false);
  });

  it('on the role', () => {
    expect(alerts({ role: 'victim' })).toBe(false);
    expect(alerts({ role: 'victim' }, { role: 'victim' })).toBe(true);
    expect(alerts({}, { role: 'victim' })).toBe(false);
  });

  it('on where the host is', () => {
    expect(alerts({ hosts: ['external'] })).toBe(true);
    expect(alerts({ hosts: ['internal'] })).toBe(false);
    expect(alerts({ hosts: ['internal'] }, { host: '10.0.0.5' })).toBe(true);
    expect(alerts({ hosts: ['10.0.0.0/8', '203.0.113.0/24'] })).toBe(true);
    expect(alerts({ notHosts: ['203.0.113.0/24'] })).toBe(false);
    expect(alerts({ hosts: ['2001:db8::/32'] }, { host: '2001:db8:1:2::/64' })).toBe(true);
    expect(alerts({ hosts: ['external'] }, { host: 'printer' })).toBe(false);
  });

  it('on the time of the week', () => {
    expect(alerts({ times: { days: ['sat'], from: '03:00', to: '04:00' } })).toBe(true);
    expect(alerts({ times: { days: ['mon', 'tue'] } })).toBe(false);
    expect(alerts({ times: { from: '04:00', to: '05:00', offsetMinutes: 60 } })).toBe(true);
  });

  it('on how important the host is, or one that it acted on', () => {
    const assets = [
      { prefix: '10.0.0.0/24', importance: 'normal' },
      { prefix: '10.0.0.5', importance: 'critical', name: 'the books' },
      { prefix: '203.0.113.7', importance: 'low' },
    ];
    expect(alerts({ importance: 'critical' }, {}, { assets })).toBe(true);
    expect(alerts({ importance: 'high' }, {}, { assets: assets.slice(0, 1) })).toBe(false);
    expect(alerts({ importance: 'low' }, {}, { assets: assets.slice(2) })).toBe(true);
    expect(alerts({ importance: 'low' })).toBe(false);
  });
});

describe('a mode', () => {
  const block = (mode: string, policy = 'enforce') =>
    decided([{ name: 'mine', do: 'block', mode }], {}, { mode: policy });

  it('is how far a rule goes', () => {
    expect(block('enforce')).toMatchObject({ action: 'block', simulated: false, approval: false });
    expect(block('approve')).toMatchObject({ action: 'block', simulated: false, approval: true });
    expect(block('alert')).toMatchObject({ action: 'block', simulated: true, approval: false });
    expect(block('observe')).toMatchObject({ action: 'block', simulated: true });
  });

  it('never goes further than the policy as a whole', () => {
    expect(block('enforce', 'alert')).toMatchObject({ simulated: true });
    expect(block('approve', 'observe')).toMatchObject({ simulated: true, approval: false });
  });
});

describe('an internal host', () => {
  const inside = { host: '10.0.0.9' };
  const rule = (action: string, mode = 'approve') => ({
    name: 'mine',
    when: { hosts: ['internal', 'external'] },
    do: action,
    mode,
  });

  it('is never blocked', () => {
    expect(decided([rule('block')], inside)).toMatchObject({ action: 'alert', rule: 'guard:internal' });
  });

  it('is quarantined by a rule that says so, once a person approves', () => {
    expect(decided([rule('quarantine')], inside)).toMatchObject({
      action: 'quarantine',
      simulated: false,
      approval: true,
    });
    expect(() => decided([rule('quarantine', 'enforce')])).toThrow('waits for a person');
  });

  it('is what a quarantine is for, and nobody else', () => {
    expect(decided([rule('quarantine')])).toMatchObject({ action: 'alert', rule: 'guard:external' });
  });

  it('is not quarantined by one family of evidence, nor when it is an own address', () => {
    const one = { ...inside, shares: [share('port-scan')] };
    expect(decided([rule('quarantine')], one)).toMatchObject({ action: 'alert', rule: 'quorum' });
    expect(decided([rule('quarantine')], inside, { gateways: ['10.0.0.9'] })?.rule).toBe('guard:gateway');
  });
});

it('a rule has its own times', () => {
  const decision = decided([{ name: 'mine', do: 'block', durationsMs: [1_000] }])!;
  expect(decision.expires! - decision.time).toBe(1_000);
});
