/** A SYN flood on an internal host from forged sources. */
import type { Random } from '@strayflow/detectors';
import { ConnectionState } from '../../../model/flow-batch.js';
import { type Attack, clientPort, fitted } from '../attack.js';

const PACKETS = { weak: 1_000, medium: 5_000, strong: 20_000 } as const;
const LENGTH_MS = 10_000;

/** Any unicast IPv4 address that is neither private nor otherwise set apart by its first octet. */
function forged(random: Random): string {
  for (;;) {
    const first = 1 + random.below(223);
    if (first === 10 || first === 100 || first === 127 || (first >= 169 && first <= 203)) continue;
    return `${first}.${random.below(256)}.${random.below(256)}.${1 + random.below(254)}`;
  }
}

export const floodAttack: Attack = {
  behaviour: 'flood',
  begins: 0.5,
  loud: true,
  describe: (strength) => `${PACKETS[strength]} SYN from as many forged sources within ${LENGTH_MS / 1000} s`,
  takes: 'more half-open connections in 10 s than the service ever gets (docs/detection/flood.md)',
  yardstick: null,
  make(scene, strength) {
    const { actor, random, start } = scene;
    const packets = PACKETS[strength];
    const gap = fitted(scene, LENGTH_MS) / packets;
    return Array.from({ length: packets }, (_, i) => ({
      start: start + gap * i,
      durationMs: 0,
      source: forged(random),
      destination: actor,
      sourcePort: clientPort(random),
      destinationPort: 443,
      protocol: 6,
      state: ConnectionState.S0,
      tcpFlags: 0x02,
      bytesSent: 40,
      bytesReceived: 0,
      packetsSent: 1,
      packetsReceived: 0,
    }));
  },
  truth: ({ actor }) => ({ attacker: null, victim: actor, peer: null }),
};
