/** The attacks that the self-test injects: one line each. */
import type { Attack } from '../attack.js';
import { beaconAttack } from './beacon.js';
import { bruteForceAttack } from './brute-force.js';
import { exfiltrationAttack } from './exfiltration.js';
import { floodAttack } from './flood.js';
import { portScanAttack } from './port-scan.js';

export const ATTACKS: readonly Attack[] = [
  portScanAttack,
  bruteForceAttack,
  beaconAttack,
  exfiltrationAttack,
  floodAttack,
];
