/** The numbers of the brute force behaviour. */
import { z } from 'zod';

const loginService = z.strictObject({
  name: z.string().min(1).max(32).describe('as shown, and as a source names the service of a flow'),
  ports: z.array(z.int().min(0).max(65535)).describe('TCP ports'),
  minBytes: z.number().min(0).describe('bytes of both sides that a flow with a login attempt has at least'),
  maxBytes: z
    .number()
    .min(0)
    .describe('bytes of both sides above which a flow is a session and no failed login'),
  usualPer5Minutes: z
    .number()
    .positive()
    .describe('short logins of one client in 5 minutes, mean of ordinary ones'),
  usualPerHour: z.number().positive().describe('the same in an hour'),
});
export type LoginService = z.infer<typeof loginService>;

const service = (
  name: string,
  ports: number[],
  minBytes: number,
  maxBytes: number,
  usualPer5Minutes: number,
  usualPerHour: number,
): LoginService => ({ name, ports, minBytes, maxBytes, usualPer5Minutes, usualPerHour });

/**
 * Byte ranges: a failed login with its key exchange or TLS handshake, IP headers included. Applications open database
 * and mail connections by themselves, people do not: hence the different usual rates.
 */
const SERVICES: readonly LoginService[] = [
  service('ssh', [22, 2222], 1_500, 12_000, 3, 30),
  service('telnet', [23, 2323], 250, 10_000, 3, 20),
  service('ftp', [21], 250, 6_000, 6, 40),
  service('rdp', [3389], 1_000, 20_000, 4, 20),
  service('vnc', [5900, 5901], 250, 6_000, 3, 15),
  service('winrm', [5985, 5986], 600, 20_000, 20, 150),
  service('smb', [139, 445], 600, 16_000, 20, 150),
  service('ldap', [389, 636], 250, 10_000, 100, 1_000),
  service('pop3', [110, 995], 250, 10_000, 20, 200),
  service('imap', [143, 993], 250, 10_000, 20, 200),
  service('smtp', [465, 587], 250, 10_000, 20, 200),
  service('mysql', [3306], 250, 6_000, 300, 3_600),
  service('postgresql', [5432], 250, 6_000, 300, 3_600),
  service('mssql', [1433], 250, 8_000, 300, 3_600),
];

export const bruteForceOptions = z.strictObject({
  services: z
    .array(loginService)
    .max(64)
    .default([...SERVICES])
    .describe('services that people and programs log in to'),
  usualFailedPer5Minutes: z
    .number()
    .positive()
    .default(2)
    .describe(
      'logins of one client at one server that the source of the records calls failed, in 5 minutes, mean',
    ),
  usualFailedPerHour: z.number().positive().default(12).describe('the same in an hour'),
  usualFormsPer5Minutes: z
    .number()
    .positive()
    .default(4)
    .describe('log-in forms that one client sends to one web server in 5 minutes, mean'),
  usualFormsPerHour: z.number().positive().default(20).describe('the same in an hour'),
  usualClients: z
    .number()
    .positive()
    .default(5)
    .describe('clients that use one server at once, mean: for logins of many sources together'),
  groupServices: z
    .array(z.string().min(1).max(32))
    .max(64)
    .default(['ssh', 'telnet', 'ftp', 'rdp', 'vnc'])
    .describe('services that people, not programs, log in to: where many sources together are told'),
  groupSessionShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('sessions for each short login from which on it is a server at work, and no group is told'),
  minGroupLogins: z
    .number()
    .min(1)
    .default(4)
    .describe(
      'logins that the sources of a group must have made each, on average: clients of a server make one or two',
    ),
  minGroup: z.int().min(2).default(5).describe('sources that must share the guessing of a group'),
  ordinaryLoginFailure: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.2)
    .describe('probability that the first login of an ordinary user, or at a further server, fails'),
  sprayerLoginFailure: z.number().gt(0).lt(1).default(0.95).describe('the same probability for a sprayer'),
  minSprayed: z.int().min(2).default(6).describe('users or servers whose first login must have failed'),
  successWithinMs: z
    .number()
    .min(0)
    .default(120_000)
    .describe('time (ms) after the last failed login within which a session counts as its success'),
  maxDurationMs: z.number().positive().default(60_000).describe('longest flow (ms) that is a failed login'),
  fireSurprise: z.number().min(0).default(2.5).describe('surprise (-log10) from which evidence is told'),
  maxSurprise: z.number().positive().default(20).describe('surprise (-log10) that is never exceeded'),
  maxOpen: z.int().min(16).default(32_768).describe('open flows to login services whose bytes are added up'),
  maxSprays: z.int().min(16).default(8_192).describe('sources of failed logins kept'),
  maxTried: z.int().min(16).default(32_768).describe('pairs of source and user or server kept'),
  maxSeries: z.int().min(16).default(16_384).describe('pairs of source and login service kept'),
});
export type BruteForceOptions = z.infer<typeof bruteForceOptions>;
