/** The numbers of the lateral movement behaviour. */
import { z } from 'zod';

const administrationService = z.strictObject({
  name: z.string().min(1).max(32).describe('as shown'),
  ports: z.array(z.int().min(0).max(65535)).describe('TCP ports'),
  usualPerHour: z
    .number()
    .positive()
    .describe('hosts that an ordinary host uses for the first time in an hour, mean'),
});

const service = (name: string, ports: number[], usualPerHour: number) => ({ name, ports, usualPerHour });

/** People open remote desktops and shells rarely; file shares and RPC belong to logging on to a domain. */
const SERVICES: readonly z.infer<typeof administrationService>[] = [
  service('ssh', [22], 1.5),
  service('telnet', [23], 0.3),
  service('rdp', [3389], 0.3),
  service('vnc', [5900, 5901], 0.3),
  service('winrm', [5985, 5986], 0.3),
  service('smb', [445], 3),
  service('rpc', [135], 2),
  service('databases', [1433, 1521, 3306, 5432, 6379, 27017], 2),
];

export const lateralMovementOptions = z.strictObject({
  services: z
    .array(administrationService)
    .max(64)
    .default([...SERVICES])
    .describe('services by which one host is administered from another'),
  minBytes: z
    .number()
    .min(0)
    .default(300)
    .describe('bytes each way from which on a conversation is a session and no look at a port'),
  dayFactor: z.number().min(1).default(4).describe('usual hours of new hosts in a day of an ordinary host'),
  historyWeightMs: z
    .number()
    .positive()
    .default(24 * 3_600_000)
    .describe('history (ms) of a host that weighs as much as the usual number of the service'),
  leastOfUsual: z
    .number()
    .gt(0)
    .max(1)
    .default(0.125)
    .describe('part of the usual number that a quiet history does not fall below'),
  warmUpMs: z
    .number()
    .min(0)
    .default(3_600_000)
    .describe('time (ms) from the first record on in which every host is new'),
  mostInWarmUp: z.number().min(0).default(3.3).describe('surprise (-log10) not exceeded within that time'),
  learningMs: z
    .number()
    .min(0)
    .default(24 * 3_600_000)
    .describe('time (ms) from the first record on in which daily work may still be new'),
  mostInLearning: z.number().min(0).default(4.2).describe('surprise (-log10) not exceeded within that time'),
  fireSurprise: z.number().min(0).default(2.5).describe('surprise (-log10) from which evidence is told'),
  maxSurprise: z.number().positive().default(20).describe('surprise (-log10) that is never exceeded'),
  forgetAfterMs: z
    .number()
    .positive()
    .default(30 * 24 * 3_600_000)
    .describe('time (ms) without a session after which a pair is new again'),
  maxPairs: z.int().min(16).default(65_536).describe('pairs of source and destination, by service, kept'),
  maxSources: z.int().min(16).default(16_384).describe('sources, by service, kept'),
  maxDestinations: z.int().min(16).default(16_384).describe('destinations, by service, kept'),
});
export type LateralMovementOptions = z.infer<typeof lateralMovementOptions>;
