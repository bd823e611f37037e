/** Exfiltration: an internal host sends much to one outside host and gets little back. */
import { ConnectionState, isKnown } from '../../../model/flow-batch.js';
import { byteSize } from '../../../model/format.js';
import { type Attack, clientPort, fitted } from '../attack.js';

const MEGABYTES = { weak: 20, medium: 200, strong: 2000 } as const;
const FLOWS = 10;
const LENGTH_MS = 300_000;
const PACKET_BYTES = 1_460;

export const exfiltrationAttack: Attack = {
  behaviour: 'exfiltration',
  begins: 0.5,
  loud: false,
  describe: (strength) => `${MEGABYTES[strength]} MB to one outside host within ${LENGTH_MS / 1000} s`,
  takes:
    'more than this host, its pair, its service and its site have ever sent within an hour or a day; and until the host was followed for three days with 20 hourly volumes, uploads by TLS stay below the alert line, as people do send large files to clouds (docs/detection/exfiltration.md)',
  yardstick: {
    windowMs: 3_600_000,
    to: 'one outside host',
    of: ({ bytesSent, bytesReceived, validity }, row) => {
      const isTold = isKnown(validity.bytesSent, row) && isKnown(validity.bytesReceived, row);
      return isTold ? bytesSent[row]! - bytesReceived[row]! : 0;
    },
    say: (most) => `${byteSize(most)} more than it got, to one outside host within an hour`,
  },
  make(scene, strength) {
    const { actor, outsider, random, start } = scene;
    const gap = fitted(scene, LENGTH_MS) / FLOWS;
    return Array.from({ length: FLOWS }, (_, i) => {
      const sent = Math.round((MEGABYTES[strength] * 1e6 * (0.9 + 0.2 * random.uniform())) / FLOWS);
      const packets = Math.ceil(sent / PACKET_BYTES);
      return {
        start: start + gap * i,
        durationMs: 0.9 * gap,
        source: actor,
        destination: outsider,
        sourcePort: clientPort(random),
        destinationPort: 443,
        protocol: 6,
        state: ConnectionState.SF,
        tcpFlags: 0x1b,
        bytesSent: sent,
        bytesReceived: 40 * Math.ceil(packets / 2),
        packetsSent: packets,
        packetsReceived: Math.ceil(packets / 2),
      };
    });
  },
  truth: ({ actor, outsider }) => ({ attacker: actor, victim: null, peer: outsider }),
};
