/** Options of the capture source. */
import { z } from 'zod';

const milliseconds = (value: number) => z.int().min(1000).max(86_400_000).default(value);

export const pcapOptions = z.strictObject({
  accounting: z
    .enum(['ip', 'frame'])
    .default('ip')
    .describe('What bytes are counted: from the IP header on, or whole frames on the wire.'),
  decapsulate: z
    .boolean()
    .default(true)
    .describe('Count what tunnels carry (GRE, VXLAN, GTP-U, IP in IP and others) instead of the tunnels.'),
  contents: z
    .boolean()
    .default(true)
    .describe('Read inside packets: names, certificates, leases, requests, and the service of each flow.'),
  activeTimeoutMs: milliseconds(60_000).describe('A flow that goes on is reported at least this often (ms).'),
  tcpTimeoutMs: milliseconds(300_000).describe('An established TCP flow ends after this silence (ms).'),
  idleTimeoutMs: milliseconds(60_000).describe('Any other flow ends after this silence (ms).'),
  lingerMs: milliseconds(5_000).describe('A closed connection waits this long for trailing packets (ms).'),
  maxFlows: z
    .int()
    .min(1)
    .max(4_000_000)
    .default(1_000_000)
    .describe('Flows open at once; beyond it the idlest is ended early, and counted.'),
});
export type PcapOptions = z.infer<typeof pcapOptions>;
