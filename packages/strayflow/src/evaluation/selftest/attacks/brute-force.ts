/** Password guessing over SSH: short connections of like size, one after the other. */
import { ConnectionState, closesFlow } from '../../../model/flow-batch.js';
import { counted } from '../../../model/format.js';
import { type Attack, clientPort, fitted } from '../attack.js';

const TRIES = { weak: 15, medium: 60, strong: 300 } as const;
const LENGTH_MS = 120_000;

export const bruteForceAttack: Attack = {
  behaviour: 'brute-force',
  begins: 0.5,
  loud: false,
  describe: (strength) => `${TRIES[strength]} SSH logins within ${LENGTH_MS / 1000} s`,
  takes:
    '23 short SSH logins of one client within 5 minutes where those are ordinary numbers, fewer where logs tell of failed logins (docs/detection/brute-force.md)',
  yardstick: {
    windowMs: 300_000,
    to: 'anywhere',
    of: (flows, row) => (flows.destinationPort[row] === 22 && closesFlow(flows.record[row]!) ? 1 : 0),
    say: (most) => `${counted(most, 'SSH connection')} within 5 minutes`,
  },
  make(scene, strength) {
    const { actor, neighbour, random, start } = scene;
    const tries = TRIES[strength];
    const gap = fitted(scene, LENGTH_MS) / tries;
    return Array.from({ length: tries }, (_, i) => ({
      start: start + gap * (i + 0.3 * random.uniform()),
      durationMs: gap * (0.4 + 0.2 * random.uniform()),
      source: actor,
      destination: neighbour,
      sourcePort: clientPort(random),
      destinationPort: 22,
      protocol: 6,
      state: ConnectionState.SF,
      tcpFlags: 0x1b,
      bytesSent: 1_900 + random.below(200),
      bytesReceived: 2_500 + random.below(200),
      packetsSent: 14 + random.below(3),
      packetsReceived: 12 + random.below(3),
    }));
  },
  truth: ({ actor, neighbour }) => ({ attacker: actor, victim: neighbour, peer: null }),
};
