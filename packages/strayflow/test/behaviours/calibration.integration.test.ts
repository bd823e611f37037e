/** As calibration.test.ts, over more and larger windows (10 to 100,000 flows): however many flows a window holds, none of these behaviours accuses them. */
import { describe, expect, it } from 'vitest';
import { bruteForce } from '../../src/behaviours/brute-force.js';
import { flood } from '../../src/behaviours/flood.js';
import { pingSweep } from '../../src/behaviours/ping-sweep.js';
import { portScan } from '../../src/behaviours/port-scan.js';
import { reflection } from '../../src/behaviours/reflection.js';
import type { Behaviour } from '../../src/model/behaviour.js';
import { drive } from './drive.js';
import { ordinary } from './ordinary-traffic.js';

/** Surprise from which one behaviour passes the alert line: .7 x (1 - 2^-(s - 2)) >= .5. */
const ALERT_SURPRISE = 2 + Math.log2(0.7 / 0.2);

describe.each([portScan, pingSweep, bruteForce, flood, reflection] as readonly Behaviour[])(
  '$name',
  (behaviour) => {
    it.each([
      [10, 200],
      [100, 60],
      [1_000, 8],
      [10_000, 1],
    ])('accuses no ordinary host with %i flows in a window', (flows, hosts) => {
      for (let host = 1; host <= hosts; host++) {
        const accused = drive(behaviour, ordinary(flows, host)).filter(
          ({ role, surprise }) => role === 'actor' && surprise >= ALERT_SURPRISE,
        );
        expect(accused).toEqual([]);
      }
    });
  },
);
