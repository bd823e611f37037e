/** The behaviours: one line each. */
import { z } from 'zod';
import type { Behaviour } from '../model/behaviour.js';
import { bruteForce } from './brute-force.js';
import { flood } from './flood.js';
import { portScan } from './port-scan.js';

export const BEHAVIOURS: readonly Behaviour[] = [portScan, bruteForce, flood] as readonly Behaviour[];

/** Options of every behaviour, by its name. */
export const behaviourOptionsSchema = z.strictObject(
  Object.fromEntries(
    BEHAVIOURS.map((behaviour) => [behaviour.name, behaviour.options.prefault({}).describe(behaviour.title)]),
  ),
);
