/** The configuration of the service, `strayflow serve`. */
import { z } from 'zod';
import { ROLES } from '../model/roles.js';

/** "127.0.0.1:8443", "[::]:8443" */
const LISTEN = /^(?:\[[0-9a-fA-F:.]+\]|[0-9.]+):\d{1,5}$/;
const NAME =
  /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$|^\[?[0-9a-fA-F:.]+\]?$/;

const file = (meaning: string) => z.string().min(1).max(4_000).describe(meaning);

/** Secrets and codes go there: over TLS, or no further than this machine. */
function isGuarded(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  const isBare = [username, password, search, hash].every((part) => part === '');
  return isBare && (protocol === 'https:' || (protocol === 'http:' && isLoopback));
}

const claim = (meaning: string) => z.string().min(1).max(200).describe(meaning);

export const openIdOptionsSchema = z.strictObject({
  issuer: z
    .string()
    .max(500)
    .refine(isGuarded, 'expected an https URL, or http of the loopback')
    .describe('Address of the provider (OpenID Connect Discovery 1.0)'),
  clientId: z.string().min(1).max(200).describe('By which the provider knows the service'),
  clientSecretFile: file('File with its secret in the first line').optional(),
  clientSecretEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/)
    .optional()
    .describe('Environment variable with its secret; neither: the service is a public client'),
  scopes: z
    .array(z.string().regex(/^[!#-[\]-~]{1,100}$/))
    .min(1)
    .max(20)
    .optional()
    .describe('What is asked for; absent: openid and profile'),
  nameClaim: claim('Claim of the ID token that names the account; absent: preferred_username').optional(),
  roleClaim: claim(
    'Claim of the ID token, a text or a list of texts, that gives the role; absent: groups',
  ).optional(),
  roles: z
    .record(z.string().min(1).max(200), z.enum(ROLES))
    .describe('Role by value of that claim; the highest counts, and whoever has none cannot log in'),
});
export type OpenIdOptions = z.infer<typeof openIdOptionsSchema>;

export const serverOptionsSchema = z.strictObject({
  listen: z
    .string()
    .max(60)
    .regex(LISTEN, 'expected ADDRESS:PORT such as 127.0.0.1:8443 or [::]:8443')
    .default('127.0.0.1:8443')
    .describe(
      'Address and port of the service; any but the loopback needs `tls` or `behindProxy`; port 0 takes a free one',
    ),
  tls: z
    .strictObject({
      certFile: file('Certificate and those that lead to its authority (PEM); read again when it changes'),
      keyFile: file('Its key (PEM), which no other user may read'),
    })
    .optional()
    .describe('TLS; absent: the service speaks plain HTTP, on the loopback or to a proxy.'),
  behindProxy: z
    .boolean()
    .default(false)
    .describe(
      'A proxy that speaks TLS with browsers stands before it: the address of the client is what the proxy adds to X-Forwarded-For',
    ),
  names: z
    .array(z.string().min(1).max(253).regex(NAME, 'expected a host name in lower case, or an address'))
    .max(100)
    .default([])
    .describe('Names and addresses that browsers know the service by, beside localhost; others are refused'),
  sessions: z
    .strictObject({
      hours: z.number().min(0.1).max(720).default(12).describe('A login ends after so long (h)'),
      idleMinutes: z
        .number()
        .min(1)
        .max(43_200)
        .default(60)
        .describe('And after so long without a request (min)'),
    })
    .prefault({})
    .describe('Logins of browsers.'),
  oidc: openIdOptionsSchema.optional().describe('Login by a provider of OpenID Connect, beside passwords.'),
  connections: z
    .strictObject({
      most: z.int().min(10).max(100_000).default(1_000).describe('Connections at a time (connections)'),
      ofAddress: z
        .int()
        .min(4)
        .max(100_000)
        .default(100)
        .describe('Of these, of one address that is not the loopback (connections)'),
    })
    .prefault({})
    .describe('Bounds of connections; who comes beyond takes the place of the one that is idle for longest.'),
});
