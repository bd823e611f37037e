/** Where syslog messages go, how, and in which format, as configuration. */
import { z } from 'zod';

/** RFC 5424 section 6.2.1, table 1: the names of BSD syslog; the place in the list is the code. */
export const FACILITIES = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
  'ntp',
  'audit',
  'alert',
  'clock',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
] as const;

/** Of a document, as RFC 5612 reserves it for examples. */
const EXAMPLE_ENTERPRISE = 32_473;
/** RFC 5426 and RFC 6587 name 514 and 601, RFC 5425 names 6514. */
const DEFAULT_PORTS = { udp: 514, tcp: 601, tls: 6_514 } as const;
/** What receivers should take: RFC 5426 section 3.2, RFC 5425 section 4.3.1. */
const DEFAULT_BYTES = { udp: 2_048, tcp: 8_192, tls: 8_192 } as const;
/** RFC 5424 allows 255, which would leave little of a datagram; Linux has 64 at most. */
export const MAX_HOSTNAME = 100;
/** In less room JSON and CEF could not say what they must. */
const LEAST_STRUCTURED_BYTES = 2_048;

export const syslogOptionsSchema = z
  .strictObject({
    host: z
      .string()
      .regex(/^[A-Za-z0-9.:-]{1,253}$/, 'expected the name or address of a machine')
      .default('127.0.0.1')
      .describe('Receiver of the messages'),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe('Port; absent: 514 for udp, 601 for tcp, 6514 for tls'),
    transport: z
      .enum(['udp', 'tcp', 'tls'])
      .default('udp')
      .describe('udp (RFC 5426): whether it arrives is not known; tcp (RFC 6587); tls (RFC 5425): encrypted'),
    format: z
      .enum(['text', 'cef', 'ecs', 'ocsf'])
      .default('text')
      .describe(
        'What is said in a message: a plain sentence, ArcSight CEF, Elastic Common Schema, or an OCSF Detection Finding',
      ),
    facility: z.enum(FACILITIES).default('local0').describe('Facility; the severity follows the risk'),
    hostname: z
      .string()
      .max(MAX_HOSTNAME)
      .regex(/^[\x21-\x7e]+$/, 'expected printable ASCII without spaces')
      .optional()
      .describe('Name of the sender in messages; absent: the name of this machine'),
    enterprise: z
      .int()
      .min(1)
      .max(4_294_967_295)
      .default(EXAMPLE_ENTERPRISE)
      .describe(
        'Private enterprise number of the structured data, strayflow@NUMBER; 32473 is the one for examples (RFC 5612)',
      ),
    caFile: z
      .string()
      .min(1)
      .optional()
      .describe(
        'PEM file of the certificate authority that signed the receiver; absent: those that Node trusts',
      ),
    certificateFile: z
      .string()
      .min(1)
      .optional()
      .describe('PEM file of the certificate that this machine shows the receiver (tls)'),
    keyFile: z.string().min(1).optional().describe('PEM file of the key to certificateFile (tls)'),
    maxBytes: z
      .int()
      .min(1_024)
      .max(65_000)
      .optional()
      .describe('Longest message, in bytes; absent: 2048 for udp, 8192 for tcp and tls'),
    timeoutMs: z
      .int()
      .min(100)
      .max(600_000)
      .default(10_000)
      .describe('Longest that the delivery of one message may take in all (ms)'),
  })
  .refine(
    ({ transport, caFile, certificateFile, keyFile }) =>
      transport === 'tls' || (caFile ?? certificateFile ?? keyFile) === undefined,
    { message: 'caFile, certificateFile and keyFile are for transport tls', path: ['transport'] },
  )
  .refine(({ certificateFile, keyFile }) => (certificateFile === undefined) === (keyFile === undefined), {
    message: 'certificateFile and keyFile belong together',
    path: ['keyFile'],
  })
  .refine(
    ({ format, maxBytes }) =>
      format === 'text' || (maxBytes ?? LEAST_STRUCTURED_BYTES) >= LEAST_STRUCTURED_BYTES,
    {
      message: `must be ${LEAST_STRUCTURED_BYTES} or more for this format`,
      path: ['maxBytes'],
    },
  );

export type SyslogOptions = z.infer<typeof syslogOptionsSchema>;

export function portOf({ port, transport }: SyslogOptions): number {
  return port ?? DEFAULT_PORTS[transport];
}

export function maxBytesOf({ maxBytes, transport }: SyslogOptions): number {
  return maxBytes ?? DEFAULT_BYTES[transport];
}
