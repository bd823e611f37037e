/** The numbers of the exfiltration behaviour. */
import { z } from 'zod';

const uploadService = z.strictObject({
  name: z.string().min(1).max(32).describe('as shown'),
  names: z.array(z.string().max(64)).describe('as sources name the service of a flow'),
  ports: z.array(z.int().min(0).max(65535)).describe('TCP and UDP ports'),
  usualBytes: z
    .number()
    .positive()
    .describe('most that an ordinary host sends beyond what it gets, in bytes to one destination in an hour'),
  mostWithoutHistory: z
    .number()
    .min(0)
    .describe(
      'surprise (-log10) that is not exceeded while the history of the host is shorter than historyMs',
    ),
});
export type UploadService = z.infer<typeof uploadService>;

/**
 * Measured on four captures of ordinary machines (docs/detection/exfiltration.md): the largest of 556 hourly volumes to one
 * destination by plain HTTP was 16 kB. By TLS and QUIC the largest were .6 MB and a speed test of 133 MB: people do
 * send large files to clouds, so a volume alone accuses nobody there until the host has a history.
 */
const SERVICES: readonly UploadService[] = [
  {
    name: 'plain HTTP',
    names: ['http'],
    ports: [80],
    usualBytes: 16_000,
    mostWithoutHistory: 6,
  },
  {
    name: 'TLS or QUIC',
    names: ['ssl', 'tls', 'quic', 'quic,ssl', 'ssl,quic', 'https'],
    ports: [443],
    usualBytes: 5_000_000,
    mostWithoutHistory: 3.5,
  },
];

export const exfiltrationOptions = z.strictObject({
  services: z
    .array(uploadService)
    .max(64)
    .default([...SERVICES])
    .describe('services with a usual volume of their own'),
  otherUsualBytes: z
    .number()
    .positive()
    .default(5_000_000)
    .describe('the same volume (bytes) for every other service'),
  otherMostWithoutHistory: z.number().min(0).default(3.5).describe('the same limit for every other service'),
  excludedPorts: z
    .array(z.int().min(0).max(65535))
    .default([53, 123, 5353, 853])
    .describe('ports that are not looked at, because other behaviours do'),
  dayFactor: z
    .number()
    .min(1)
    .default(2)
    .describe('how many usual hours an ordinary host sends to one destination in a day'),
  historyMs: z
    .number()
    .positive()
    .default(3 * 24 * 3_600_000)
    .describe('history (ms) of the host from which on it is judged by its own volumes without a limit'),
  historyWeightMs: z
    .number()
    .positive()
    .default(7 * 24 * 3_600_000)
    .describe('history (ms) that weighs as much as the usual volume of the service'),
  minHistoryVolumes: z
    .int()
    .min(1)
    .default(20)
    .describe('hourly volumes of the host that its history needs at least'),
  siteHosts: z
    .int()
    .min(1)
    .default(3)
    .describe('other hosts that sent to a destination, from which on it is a usual one of the site'),
  minRecordBytes: z
    .number()
    .min(1)
    .default(256)
    .describe('a record counts from this many bytes on that were sent beyond those received'),
  speedTestMs: z
    .number()
    .min(0)
    .default(300_000)
    .describe('upload and download of one destination within this time (ms) look like a speed test'),
  fireSurprise: z.number().min(0).default(2.5).describe('surprise (-log10) from which evidence is told'),
  maxSurprise: z.number().positive().default(20).describe('surprise (-log10) that is never exceeded'),
  forgetAfterMs: z
    .number()
    .positive()
    .default(14 * 24 * 3_600_000)
    .describe('idle time (ms) after which a host, pair or destination is forgotten'),
  maxPairs: z.int().min(16).default(16_384).describe('pairs of host and destination kept'),
  maxHosts: z.int().min(16).default(8_192).describe('hosts whose history is kept'),
  maxDestinations: z.int().min(16).default(16_384).describe('destinations whose senders are kept'),
});
export type ExfiltrationOptions = z.infer<typeof exfiltrationOptions>;
