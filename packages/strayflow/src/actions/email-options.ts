/** How the e-mail action reaches a mail server and whom it writes to, as configuration. */
import { z } from 'zod';

/** RFC 5321 section 4.5.3.1 allows more; what does not fit here is a mistake. Quoted local parts are not taken. */
const MAIL_ADDRESS =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;
const DEFAULT_PORTS = { starttls: 587, tls: 465, none: 25 } as const;

const address = z.string().regex(MAIL_ADDRESS, 'expected a plain mail address such as team@example.org');

export const emailOptionsSchema = z
  .strictObject({
    host: z
      .string()
      .regex(/^[A-Za-z0-9.:-]{1,253}$/, 'expected the name or address of a mail server')
      .describe('Mail server (SMTP submission)'),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe('TCP port; absent: 587 for starttls, 465 for tls, 25 for none'),
    security: z
      .enum(['starttls', 'tls', 'none'])
      .default('starttls')
      .describe(
        'starttls: encrypted before anything is said, or not sent; tls: encrypted from the start; none: this machine only',
      ),
    allowUnencrypted: z
      .boolean()
      .default(false)
      .describe(
        'Allow security none to a server on another machine: mail and password can be read on the way',
      ),
    username: z.string().min(1).max(255).optional().describe('Login name; absent: no login'),
    passwordFile: z.string().min(1).optional().describe('File whose first line is the password'),
    passwordEnv: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable')
      .optional()
      .describe('Environment variable that holds the password'),
    caFile: z
      .string()
      .min(1)
      .optional()
      .describe(
        'PEM file of the certificate authority that signed the server; absent: those that Node trusts',
      ),
    from: address.describe('Sender address'),
    to: z.array(address).min(1).max(50).describe('Recipient addresses'),
    subjectPrefix: z
      .string()
      .max(60)
      .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'must not hold control characters')
      .default('[strayflow]')
      .describe('What subjects begin with'),
    timeoutMs: z
      .int()
      .min(100)
      .max(600_000)
      .default(20_000)
      .describe(
        'Longest wait for the server at any one step, in ms; a mail is given up after five times that',
      ),
  })
  .refine((options) => options.passwordFile === undefined || options.passwordEnv === undefined, {
    message: 'give passwordFile or passwordEnv, not both',
    path: ['passwordEnv'],
  })
  .refine(
    (options) =>
      (options.username === undefined) ===
      (options.passwordFile === undefined && options.passwordEnv === undefined),
    { message: 'a login needs username and one of passwordFile and passwordEnv', path: ['username'] },
  )
  .refine((options) => options.security !== 'none' || options.allowUnencrypted || isLoopback(options.host), {
    message: 'none is for a mail server on this machine; use starttls or tls, or set allowUnencrypted',
    path: ['security'],
  });

export type EmailOptions = z.infer<typeof emailOptionsSchema>;

export function portOf(options: EmailOptions): number {
  return options.port ?? DEFAULT_PORTS[options.security];
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
