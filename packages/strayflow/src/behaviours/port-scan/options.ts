/** The numbers of the port scan behaviour. */
import { z } from 'zod';
import { MOST_ATTEMPTS } from './contact.js';

const probability = z.number().gt(0).lt(1);
const ports = z.array(z.int().min(0).max(65535));

/** Services that scanners look for above the well-known ports; for the block shape only. */
const SOUGHT_PORTS = [
  1433, 1521, 1723, 1883, 2049, 2222, 2323, 2375, 3128, 3306, 3389, 4444, 5000, 5060, 5432, 5555, 5601, 5900,
  5985, 6379, 7001, 8000, 8080, 8081, 8088, 8443, 8888, 9000, 9090, 9200, 10000, 11211, 27017,
];

export const portScanOptions = z.strictObject({
  ordinaryFailure: probability
    .default(0.2)
    .describe(
      'probability that a first contact of an ordinary client with a further TCP port of one host fails',
    ),
  scannerFailure: probability.default(0.8).describe('the same probability for a scanner'),
  tolerantOrdinaryFailure: probability
    .default(0.5)
    .describe(
      'probability that an ordinary first contact with a further host (peers of peer-to-peer networks are often gone), or by UDP, fails',
    ),
  tolerantScannerFailure: probability.default(0.95).describe('the same probability for a scanner'),
  outsideOrdinaryFailure: probability
    .default(0.1)
    .describe(
      'probability that a first contact of an ordinary outside client with a further TCP port of an internal host fails: it comes for what is published',
    ),
  outsideScannerFailure: probability.default(0.9).describe('the same probability for a scanner'),
  fireSurprise: z.number().min(0).default(2.3).describe('surprise (-log10) from which evidence is told'),
  maxSurprise: z.number().positive().default(20).describe('surprise (-log10) that is never exceeded'),
  minPorts: z.int().min(2).default(5).describe('ports of one host that must have failed'),
  minHosts: z.int().min(2).default(8).describe('hosts that must have failed on one port'),
  everydayPorts: ports
    .default([53, 80, 123, 443])
    .describe('ports on which an ordinary client without a working network fails with many hosts'),
  everydayWeight: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('weight (0..1) of a failed host on an everyday port'),
  negotiatingPorts: ports
    .default([21, 111, 135, 554, 1720, 5060])
    .describe(
      'TCP ports whose conversation agrees on further ports (FTP, RPC, RTSP, SIP): after it, failed ports above 1023 count for nothing',
    ),
  clientPortsFrom: z
    .int()
    .min(1024)
    .max(65536)
    .default(32768)
    .describe('UDP ports from here on are answers to clients, or traceroute, and no contacts'),
  soughtPorts: ports
    .default(SOUGHT_PORTS)
    .describe('ports above 1023 that count, beside those below, for scans over hosts and ports at once'),
  answerWaitMs: z
    .number()
    .min(0)
    .default(10_000)
    .describe('how long (ms) an attempt may wait for its answer'),
  patientAttempts: z
    .int()
    .min(2)
    .max(MOST_ATTEMPTS)
    .default(4)
    .describe('flows to one failed port, over patientSpanMs, after which it is a client that keeps trying'),
  patientSpanMs: z.number().min(0).default(60_000).describe('see patientAttempts (ms)'),
  fanOutPorts: z
    .int()
    .min(2)
    .default(100)
    .describe('ports of one host that fire although the source of the records does not say how they ended'),
  fanOutHosts: z
    .int()
    .min(2)
    .default(200)
    .describe('hosts sent nothing but SYNs on one port that fire likewise'),
  fanOutSurprise: z.number().min(0).default(3).describe('surprise (-log10) of such evidence: low confidence'),
  foldAfter: z
    .int()
    .min(1)
    .default(4)
    .describe('scans of one source that are told one by one; the rest are told together'),
  burstOrdinaryFailure: probability
    .default(0.05)
    .describe(
      'probability that a host that an inside client newly reaches for on an everyday TCP port is dead while others answer',
    ),
  burstScannerFailure: probability.default(0.5).describe('the same probability for a scanner'),
  burstGapMs: z.number().positive().default(5_000).describe('pause (ms) after which a burst is over'),
  burstMs: z.number().positive().default(60_000).describe('longest burst (ms)'),
  episodeGapMs: z
    .number()
    .positive()
    .default(600_000)
    .describe(
      'pause (ms) of a told scan of one host after which ports tried again are a new scan; at least half of what it lasted',
    ),
  usualGroupPorts: z
    .number()
    .positive()
    .default(5)
    .describe('failed ports of one host in 10 minutes by sources that are not told, least mean'),
  maxGroups: z.int().min(16).default(4_096).describe('hosts whose failed ports are counted over all sources'),
  maxRadiationPerDay: z
    .int()
    .min(0)
    .default(5_000)
    .describe('outside sources that failed on a few ports, named as background radiation in a day'),
  radiationCrowd: z
    .int()
    .min(1)
    .default(20)
    .describe(
      'new outside sources at one host within 5 s from which on they are a flood, likely forged, and not named',
    ),
  forgetAfterMs: z
    .number()
    .positive()
    .default(24 * 3_600_000)
    .describe('idle time (ms) after which a source, contact or scan is forgotten'),
  maxContacts: z
    .int()
    .min(16)
    .default(131_072)
    .describe('distinct contacts (source, destination, port) kept'),
  maxPending: z.int().min(16).default(32_768).describe('attempts that may wait for their answer at once'),
  maxTests: z.int().min(16).default(32_768).describe('open tests (source and host, source and port) kept'),
  maxSources: z.int().min(16).default(16_384).describe('sources with failed contacts kept'),
});
export type PortScanOptions = z.infer<typeof portScanOptions>;
