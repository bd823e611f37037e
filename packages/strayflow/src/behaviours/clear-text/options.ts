/** The numbers of the clear text behaviour. */
import { z } from 'zod';

const clearService = z.strictObject({
  name: z.string().min(1).max(32).describe('as shown, and as a source names the service of a flow'),
  ports: z.array(z.int().min(0).max(65535)).describe('TCP ports'),
  surprise: z
    .number()
    .min(0)
    .max(3.5)
    .describe('surprise (-log10) of its use; from 2 it counts, up to 3.5 it stays below the alert line'),
});

export const clearTextOptions = z.strictObject({
  services: z
    .array(clearService)
    .max(64)
    .default([
      { name: 'telnet', ports: [23, 2323], surprise: 2.5 },
      { name: 'ftp', ports: [21], surprise: 2.3 },
      { name: 'pop3', ports: [110], surprise: 2.2 },
      { name: 'imap', ports: [143], surprise: 2.2 },
    ])
    .describe('services whose logins can be read on the way'),
  httpBasicSurprise: z
    .number()
    .min(0)
    .max(3.5)
    .default(2.5)
    .describe('surprise (-log10) of a login by HTTP without TLS; 0 turns it off'),
  snmpSurprise: z
    .number()
    .min(0)
    .max(3.5)
    .default(2.2)
    .describe('surprise (-log10) of SNMP 1 or 2c, whose password can be read; 0 turns it off'),
  allowedServers: z
    .array(z.string().max(64))
    .max(1_024)
    .default([])
    .describe('addresses of servers that may be used in clear text'),
  minBytes: z
    .number()
    .min(0)
    .default(64)
    .describe('bytes that a server must have sent in a flow for it to be a use of the service'),
  maxSeries: z.int().min(16).default(4_096).describe('pairs of client and service kept'),
});
export type ClearTextOptions = z.infer<typeof clearTextOptions>;
