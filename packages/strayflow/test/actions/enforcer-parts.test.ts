/** Parts of enforcers: durations of CrowdSec, refusals of nft, prefixes that are written anew. */
import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalPrefix, secondsLeft, writtenPrefix } from '../../src/actions/blocked-prefix.js';
import { goDuration } from '../../src/actions/crowdsec/duration.js';
import { refusal } from '../../src/actions/nftables/run.js';

describe('durations as Go prints them', () => {
  it.each([
    ['59m59.5s', 3_599_500],
    ['1h2m3s', 3_723_000],
    ['-230.987204ms', -230.987204],
    ['1.5µs', 0.0015],
    ['0s', 0],
  ])('%s', (text, ms) => {
    expect(goDuration(text)).toBeCloseTo(ms, 9);
  });

  it.each(['', 'forever', '5', '1h 2m', '1d', `${'1h'.repeat(40)}`])('%j is none', (text) => {
    expect(goDuration(text)).toBe(null);
  });
});

describe('what nft refuses', () => {
  it.each([
    ['Operation not permitted (you must be root)', 'CAP_NET_ADMIN'],
    ['Could not process rule: Operation not supported', 'nf_tables'],
    ['netlink: Error: Could not process rule: No buffer space available', 'policy.maxBlocks'],
    ['Could not process rule: Too many open files in system', 'policy.maxBlocks'],
    ['Could not process rule: Cannot allocate memory', 'policy.maxBlocks'],
    ['\u001b[31msomething else\nmore', 'doctor'],
  ])('%s', (complaint, hint) => {
    const { code, message, hint: told } = refusal(1, complaint);
    expect(code).toBe('enforce-failed');
    expect(told).toContain(hint);
    expect(message).not.toMatch(/[\u001b\n]/);
  });
});

describe('prefixes', () => {
  it('are written anew, whatever came in: nothing but an address and its length goes out', () => {
    assert(
      property(string(), (text) => {
        let written = '';
        try {
          written = canonicalPrefix(text);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          return;
        }
        expect(written).toMatch(/^[0-9a-f.:]+\/\d+$/);
      }),
    );
    expect(canonicalPrefix(' 203.0.113.99/24 ')).toBe('203.0.113.0/24');
    expect(writtenPrefix('203.0.113.7/32')).toEqual({ text: '203.0.113.7', isSingle: true });
    expect(writtenPrefix('2001:DB8::/64')).toEqual({ text: '2001:db8::/64', isSingle: false });
  });

  it('stay for whole seconds, one at least', () => {
    expect(secondsLeft(10_001, 5_000)).toBe(6);
    expect(secondsLeft(5_000, 9_000)).toBe(1);
  });
});
