/** The numbers of the DNS tunnel behaviour. */
import { z } from 'zod';

/** Services that put data into names with the consent of who asks: block lists, virus scanners, reputation. */
const HARMLESS = [
  'in-addr.arpa',
  'ip6.arpa',
  'mcafee.com',
  'trellix.com',
  'sophosxl.net',
  'e5.sk',
  'eset.com',
  'trendmicro.com',
  'webcfs03.com',
  'senderbase.org',
  'spamhaus.org',
  'spamhaus.net',
  'barracudacentral.org',
  'sorbs.net',
  'surbl.org',
  'uribl.com',
  'dnswl.org',
  'spamcop.net',
  'cymru.com',
  'rspamd.com',
  'googlevideo.com',
];

export const dnsTunnelOptions = z.strictObject({
  usualPer5Minutes: z
    .number()
    .positive()
    .default(10)
    .describe(
      'new names that carry data under one domain asked by one client in 5 minutes, mean of ordinary ones',
    ),
  usualPerHour: z.number().positive().default(60).describe('the same in an hour'),
  nameBits: z
    .number()
    .positive()
    .default(100)
    .describe('information (bits) below the domain of a name that counts as one; less counts in proportion'),
  carrierTypes: z
    .array(z.string().max(16))
    .default(['NULL', 'TXT', 'CNAME', 'MX', 'KEY', 'PRIVATE', 'TYPE65399', 'UNKNOWN', 'A6', 'DNSKEY'])
    .describe('query types that tunnels use for large answers: a new name of these counts at least half'),
  harmlessDomains: z
    .array(z.string().max(253))
    .max(4096)
    .default(HARMLESS)
    .describe('domains, with all below them, whose names carry data for a known purpose'),
  excludedPorts: z
    .array(z.int().min(0).max(65535))
    .default([137, 5353, 5355])
    .describe('server ports of name services that stay in the local network'),
  siteClients: z
    .int()
    .min(1)
    .default(3)
    .describe('other clients with many names under a domain, from which on it is a usual one of the site'),
  queryBytes: z
    .number()
    .positive()
    .default(110)
    .describe('bytes of a packet to port 53, with its IP header, that an ordinary query does not pass'),
  answerBytes: z.number().positive().default(512).describe('the same for a packet from port 53'),
  usualBeyondBytes: z
    .number()
    .positive()
    .default(50_000)
    .describe(
      'bytes beyond those sizes in an hour to one server, most of an ordinary client; answers count a tenth',
    ),
  mostByFlows: z
    .number()
    .min(0)
    .default(5)
    .describe('surprise (-log10) that flows without names do not exceed'),
  mostOfForwarder: z
    .number()
    .min(0)
    .default(3.3)
    .describe('the same for a host that answers queries itself, and asks for its clients'),
  fireSurprise: z.number().min(0).default(2.5).describe('surprise (-log10) from which evidence is told'),
  maxSurprise: z.number().positive().default(20).describe('surprise (-log10) that is never exceeded'),
  forgetAfterMs: z
    .number()
    .positive()
    .default(7 * 24 * 3_600_000)
    .describe('idle time (ms) after which a client and domain are forgotten'),
  maxSeries: z
    .int()
    .min(16)
    .default(16_384)
    .describe('pairs of client and domain, or client and server, kept'),
  maxDomains: z.int().min(16).default(8_192).describe('domains whose clients are kept'),
  maxServers: z.int().min(16).default(4_096).describe('name servers, and clients with names, kept'),
});
export type DnsTunnelOptions = z.infer<typeof dnsTunnelOptions>;
