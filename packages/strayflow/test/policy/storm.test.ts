/** Many accused addresses at once: the caps hold, and memory does not grow with them. */
import { expect, it } from 'vitest';
import { isBlock } from '../../src/model/decision.js';
import { snapshot } from '../../src/model/snapshot.js';
import { openPolicy } from '../../src/policy/index.js';
import { NOW } from '../risk/evidence-of.js';
import { attack, decidedOn } from './on-evidence.js';

it('a storm of accused addresses keeps to the caps, in bounded memory', () => {
  const options = { maxHosts: 500, maxBlocks: 40, maxBlocksPerMinute: 10, maxBlocksPerNetwork: 4 };
  const state = openPolicy();
  const blocked: { time: number; host: string; expires: number }[] = [];
  let largest = 0;
  for (let i = 0; i < 6_000; i++) {
    // 20 addresses of each /24, 10 a second.
    const host = `45.${i >> 12}.${Math.floor(i / 20) & 255}.${i % 20}`;
    const now = NOW + 100 * i;
    const decision = decidedOn(attack({ host, lastSeen: now }), { state, options, now });
    if (decision !== undefined && isBlock(decision))
      blocked.push({ time: now, host, expires: decision.expires! });
    if (i % 1_000 === 999) largest = Math.max(largest, snapshot(state).length);
  }
  expect(blocked.length).toBeGreaterThanOrEqual(80);
  for (const { time } of blocked) {
    const standing = blocked.filter((each) => each.time <= time && each.expires > time);
    expect(standing.length).toBeLessThanOrEqual(40);
    expect(
      blocked.filter((each) => each.time > time - 60_000 && each.time <= time).length,
    ).toBeLessThanOrEqual(10);
    const networks = [...new Set(standing.map(({ host }) => host.split('.').slice(0, 3).join('.')))];
    for (const network of networks) {
      expect(standing.filter(({ host }) => host.startsWith(`${network}.`)).length).toBeLessThanOrEqual(4);
    }
  }
  expect(state.standing.size).toBeLessThanOrEqual(500);
  // Blocks that ended are no reason to look far for what can be forgotten.
  const kept = [...state.standing.values()].filter(isBlock).length;
  expect(kept).toBeLessThanOrEqual(40 + 10);
  expect(state.dropped).toBeGreaterThan(5_000);
  expect(largest).toBeLessThan(200_000);
});
