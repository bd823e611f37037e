/** Options of every source whose records are put together into flows by way of the pairing table. */
import { z } from 'zod';

const milliseconds = (value: number) => z.int().min(1000).max(86_400_000).default(value);

/** @param pairingMs @param idleMs defaults that fit the source (ms of event time) */
export function pairingOptions(pairingMs: number, idleMs: number) {
  return {
    pairingMs: milliseconds(pairingMs).describe(
      'How long a record waits for the other records of its flow (ms of event time); files are not in order of time.',
    ),
    idleMs: milliseconds(idleMs).describe(
      'A flow of which nothing came for this long has ended (ms of event time); above the log’s aggregation interval.',
    ),
    maxFlows: z
      .int()
      .min(1)
      .max(4_000_000)
      .default(262_144)
      .describe('Flows held at once; beyond it the oldest are handed on early, and counted.'),
  };
}
