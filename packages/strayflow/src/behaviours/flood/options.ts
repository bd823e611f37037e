/** The numbers of the flood behaviour. */
import { z } from 'zod';

const ports = z.array(z.int().min(0).max(65535));
const usual = (mean: number, of: string) =>
  z.number().positive().default(mean).describe(`mean of what ordinary hosts see: ${of}`);

export const floodOptions = z.strictObject({
  usualUnfinishedPerService: usual(
    20,
    'TCP connections to one service that are not completed, in 10 seconds',
  ),
  usualUnfinishedPerHost: usual(1_000, 'the same to all ports of one host (a fast scan makes hundreds)'),
  usualUnansweredUdp: usual(100, 'UDP flows to one host that nobody answers, in 10 seconds'),
  usualEchoRequests: usual(100, 'ICMP echo requests to one host, in packets in 10 seconds'),
  usualWebFlowsPerClient: usual(50, 'connections of one client to one web service, in 10 seconds'),
  webPorts: ports.default([80, 443, 8000, 8080, 8443]).describe('TCP ports of web services'),
  fewSources: z.int().min(1).default(3).describe('largest number of sources that a flood is laid to'),
  fewSourcesShare: z
    .number()
    .gt(0)
    .max(1)
    .default(0.8)
    .describe('share of the flood that they must make together'),
  fireSurprise: z.number().min(0).default(2.5).describe('surprise (-log10) from which evidence is told'),
  maxSurprise: z.number().positive().default(20).describe('surprise (-log10) that is never exceeded'),
  answerWaitMs: z
    .number()
    .min(0)
    .default(5_000)
    .describe('time (ms) that a flow may take to be answered before it counts'),
  quietMs: z
    .number()
    .positive()
    .default(60_000)
    .describe('time (ms) without news after which a flood is over'),
  maxLight: z.int().min(16).default(65_536).describe('hosts and services counted in each 5 seconds'),
  maxMeters: z
    .int()
    .min(16)
    .default(16_384)
    .describe('hosts and services that get more than a few, counted in detail'),
  maxPending: z.int().min(16).default(65_536).describe('flows that may still be answered at once'),
});
export type FloodOptions = z.infer<typeof floodOptions>;
