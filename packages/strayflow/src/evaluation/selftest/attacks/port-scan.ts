/** A vertical scan: one internal host tries many ports of another, most of which refuse. */
import { ConnectionState, closesFlow, isFailed, isKnown } from '../../../model/flow-batch.js';
import { counted } from '../../../model/format.js';
import { type Attack, clientPort, fitted } from '../attack.js';

const PORTS = { weak: 20, medium: 100, strong: 1000 } as const;
const LENGTH_MS = 60_000;

export const portScanAttack: Attack = {
  behaviour: 'port-scan',
  begins: 0.5,
  loud: false,
  describe: (strength) => `${PORTS[strength]} ports of one host within ${LENGTH_MS / 1000} s`,
  takes:
    'first contacts that fail far more often than those of ordinary hosts, five at least (docs/detection/port-scan.md)',
  yardstick: {
    windowMs: LENGTH_MS,
    to: 'one host',
    of: (flows, row) =>
      isKnown(flows.validity.state, row) && isFailed(flows.state[row]!) && closesFlow(flows.record[row]!)
        ? 1
        : 0,
    say: (most) => `${counted(most, 'failed connection')} to one host within a minute`,
  },
  make(scene, strength) {
    const { actor, neighbour, random, start } = scene;
    const ports = PORTS[strength];
    const gap = fitted(scene, LENGTH_MS) / ports;
    const first = 1 + random.below(20_000);
    return Array.from({ length: ports }, (_, i) => ({
      start: start + gap * (i + 0.5 * random.uniform()),
      durationMs: 1,
      source: actor,
      destination: neighbour,
      sourcePort: clientPort(random),
      destinationPort: first + i,
      protocol: 6,
      state: ConnectionState.REJ,
      tcpFlags: 0x16,
      bytesSent: 60,
      bytesReceived: 40,
      packetsSent: 1,
      packetsReceived: 1,
    }));
  },
  truth: ({ actor, neighbour }) => ({ attacker: actor, victim: neighbour, peer: null }),
};
