/** The behaviours: one line each. */
import { z } from 'zod';
import type { Behaviour } from '../model/behaviour.js';
import { addressConflict } from './address-conflict.js';
import { beaconing } from './beaconing.js';
import { bruteForce } from './brute-force.js';
import { clearText } from './clear-text.js';
import { dnsTunnel } from './dns-tunnel.js';
import { exfiltration } from './exfiltration.js';
import { flood } from './flood.js';
import { icmpTunnel } from './icmp-tunnel.js';
import { indicator } from './indicator.js';
import { lateralMovement } from './lateral-movement.js';
import { longConnection } from './long-connection.js';
import { manInTheMiddle } from './man-in-the-middle.js';
import { pingSweep } from './ping-sweep.js';
import { portScan } from './port-scan.js';
import { rareDestination } from './rare-destination.js';
import { reflection } from './reflection.js';
import { rhythm } from './rhythm.js';
import { rogueService } from './rogue-service.js';
import { rule } from './rule.js';

export const BEHAVIOURS: readonly Behaviour[] = [
  portScan,
  pingSweep,
  bruteForce,
  flood,
  reflection,
  exfiltration,
  dnsTunnel,
  icmpTunnel,
  lateralMovement,
  beaconing,
  longConnection,
  rareDestination,
  manInTheMiddle,
  addressConflict,
  rogueService,
  clearText,
  indicator,
  rule,
  rhythm,
] as readonly Behaviour[];

export {
  type IndicatorEntry,
  type IndicatorFile,
  indicatorFile,
} from './indicator/options.js';

export { type Rule, ruleFileSchema } from './rule/options.js';

/** Options of every behaviour, by its name. */
export const behaviourOptionsSchema = z.strictObject(
  Object.fromEntries(
    BEHAVIOURS.map((behaviour) => [behaviour.name, behaviour.options.prefault({}).describe(behaviour.title)]),
  ),
);
