/** Command and control: small connections to one outside host, regular but for some jitter. */
import { ConnectionState, closesFlow } from '../../../model/flow-batch.js';
import { counted } from '../../../model/format.js';
import { COMMAND_AND_CONTROL } from '../../truth/schema.js';
import { type Attack, clientPort, fitted } from '../attack.js';

const BEATS = { weak: 50, medium: 100, strong: 200 } as const;
const JITTER = { weak: 0.3, medium: 0.1, strong: 0.02 } as const;
const PERIOD_MS = 60_000;
const percent = (share: number) => `${Math.round(100 * share)} %`;

export const beaconAttack: Attack = {
  behaviour: COMMAND_AND_CONTROL,
  begins: 0.1,
  loud: false,
  describe: (strength) =>
    `${BEATS[strength]} beats, one every ${PERIOD_MS / 1000} s or as the capture allows, jitter ${percent(JITTER[strength])}`,
  takes:
    'pauses as regular as a clock’s raise an alert together with a destination that hardly anybody else here visits and that is new, attempts that fail, or an unusual port; the copy of an ordinary program that calls an ordinary server by TLS stays below the alert line (docs/detection/beaconing.md)',
  yardstick: {
    windowMs: 3_600_000,
    to: 'one outside host',
    of: (flows, row) => (closesFlow(flows.record[row]!) ? 1 : 0),
    say: (most) => `${counted(most, 'connection')} to one outside host within an hour`,
  },
  make(scene, strength) {
    const { actor, outsider, random, start } = scene;
    const beats = BEATS[strength];
    const period = fitted({ ...scene, end: start + 1.9 * (scene.end - start) }, PERIOD_MS * beats) / beats;
    return Array.from({ length: beats }, (_, i) => ({
      start: start + period * (i + JITTER[strength] * (random.uniform() - 0.5)),
      durationMs: Math.min(200, period / 4),
      source: actor,
      destination: outsider,
      sourcePort: clientPort(random),
      destinationPort: 443,
      protocol: 6,
      state: ConnectionState.SF,
      tcpFlags: 0x1b,
      bytesSent: 900 + random.below(40),
      bytesReceived: 1_200 + random.below(40),
      packetsSent: 8,
      packetsReceived: 7,
    }));
  },
  truth: ({ actor, outsider }) => ({ attacker: actor, victim: null, peer: outsider }),
};
