/** From attack to block and back, in the lab's network: a real scan, tcpdump, watch, nftables, and other people's traffic. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOSTS } from '../../../../examples/lab/network.mjs';
import { ActingLab, afterTick, measured, needTool, until } from './acting-lab.js';

const ADDRESS = `${HOSTS.attacker}/32`;
let place: ActingLab;

function scan(): void {
  needTool('/usr/bin/nmap', 'nmap');
  const ports = ['-p1-4000', '--max-rate', '200'];
  place.lab.start('attacker', ['timeout', '40', 'nmap', '-n', '-Pn', '-sT', ...ports, HOSTS.server]);
}

beforeEach(async () => {
  place = new ActingLab();
  await place.up();
  await place.watch();
});
afterEach(() => place.down());

describe('a scanner on the monitored segment', () => {
  it('is cut off within ten seconds, nobody else is, and a restart or undo does what one expects', {
    retry: 2,
  }, async () => {
    const alice = await place.transferTo('alice');
    expect(await place.reaches('attacker')).toBe(true);

    await place.judges();
    await afterTick();
    const attacked = Date.now();
    scan();
    expect(await until(() => place.said.includes('BLOCKED by nftables'))).toBe(true);
    expect(measured('nmap: scan to block', attacked)).toBeLessThan(10);
    expect(place.said).toContain(`BLOCKED by nftables: ${ADDRESS}`);
    expect(await place.reaches('attacker')).toBe(false);
    const before = alice.lines;
    expect(await until(() => alice.lines > before + 10)).toBe(true);
    expect(await place.reaches('bob')).toBe(true);

    // Killed, and its block stands; started again, it takes it over and adds nothing.
    place.killWatch();
    expect(await place.reaches('attacker')).toBe(false);
    await place.watch();
    expect(place.blocked()).toEqual([ADDRESS]);

    place.strayflow('undo', HOSTS.attacker, '--reason', 'our own scanner');
    expect(await place.reaches('attacker')).toBe(true);
    expect(place.strayflow('blocks', 'list')).toContain('Nothing is blocked.');
    expect(place.strayflow('audit', 'verify')).toContain('is whole');
    const kinds = place.audited();
    expect(kinds.slice(0, 2)).toEqual(['block', 'enforced']);
    expect(kinds.slice(2).filter((kind) => kind !== 'enforced')).toEqual(['ended', 'excepted']);
    expect(alice.isClosed).toBe(false);
  });

  it('is alerted, not blocked, while nothing binds the address to its sender', async () => {
    scan();
    expect(await until(() => place.said.includes('so it may be forged'))).toBe(true);
    expect(place.said).not.toContain('BLOCKED');
    expect(await place.reaches('attacker')).toBe(true);
  });

  it('is let go at once by the kill switch and by an exception, also while watch runs', async () => {
    expect(await place.reaches('attacker')).toBe(true);
    scan();
    expect(await until(() => place.said.includes('BLOCKED by nftables'))).toBe(true);
    place.strayflow('blocks', 'off', '--reason', 'something is wrong');
    expect(await place.reaches('attacker')).toBe(true);
    place.strayflow('blocks', 'on');
    expect(await place.reaches('attacker')).toBe(false);
    place.strayflow('allow', 'add', '10.20.0.64/26', '--reason', 'the scanners of the audit');
    expect(await place.reaches('attacker')).toBe(true);
    expect(place.strayflow('allow', 'list')).toContain('the scanners of the audit');
  });
});
