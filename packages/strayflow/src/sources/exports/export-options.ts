/** Options of every source of exporters' datagrams. */
import { z } from 'zod';

const milliseconds = (value: number) => z.int().min(1000).max(86_400_000).default(value);

export const exportOptions = z.strictObject({
  pairingMs: milliseconds(60_000).describe(
    'How long a record waits for the one of the other direction (ms of event time); unpaired is unknown, not unanswered.',
  ),
  idleMs: milliseconds(1_860_000).describe(
    'A flow that an active time-out cut into records ends after this silence (ms); above the exporter’s active time-out.',
  ),
  maxFlows: z
    .int()
    .min(1)
    .max(4_000_000)
    .default(262_144)
    .describe('Flows held for pairing at once; beyond it the oldest are handed on early, and counted.'),
  maxExporters: z
    .int()
    .min(1)
    .max(65_536)
    .default(1024)
    .describe('Exporters remembered at once; beyond it the one that was silent longest is forgotten.'),
  heldBytes: z
    .int()
    .min(0)
    .max(268_435_456)
    .default(2_097_152)
    .describe('Records that came before their template are held up to this size (bytes).'),
  templateLifetimeMs: z
    .int()
    .min(60_000)
    .max(31_536_000_000)
    .default(86_400_000)
    .describe('A template that was not sent again for this long is forgotten (ms).'),
  samplingRate: z
    .int()
    .min(0)
    .max(16_777_216)
    .default(0)
    .describe('Packets that one counted packet stands for; 0 = as the exporter announces.'),
  outCounters: z
    .enum(['auto', 'same', 'reverse'])
    .default('auto')
    .describe(
      'What OUT_BYTES and OUT_PKTS beside IN_BYTES and IN_PKTS count: the same direction again, or the answers; auto = answers where an exporter of NetFlow v9 has shown that they differ.',
    ),
});
export type ExportOptions = z.infer<typeof exportOptions>;
