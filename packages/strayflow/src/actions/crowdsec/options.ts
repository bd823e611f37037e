/** Which CrowdSec local API holds blocks, and how to log in there, as configuration. */
import { z } from 'zod';

const HOST = /^(?:\[[0-9a-fA-F:]{2,39}\]|[A-Za-z0-9.-]{1,253})$/;

/** Of decisions that other parts of CrowdSec make: clearing ours would clear theirs. */
const RESERVED = new Set(['cscli', 'crowdsec', 'console', 'cscli-import', 'lists', 'capi']);

export const crowdsecOptionsSchema = z
  .strictObject({
    url: z
      .string()
      .max(300)
      .refine(isPlainUrl, 'expected http://HOST:PORT or https://HOST:PORT')
      .default('http://127.0.0.1:8080')
      .describe('CrowdSec local API'),
    hosts: z
      .array(z.string().regex(HOST, 'expected the name or address of a machine'))
      .max(20)
      .default([])
      .describe('Other machines that url may name; they are reached by https alone'),
    machine: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,128}$/, 'expected the name of a machine as cscli machines list shows it')
      .default('strayflow')
      .describe('Login of cscli machines add'),
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
    origin: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,40}$/, 'expected lower-case letters, digits and "-"')
      .refine((origin) => !RESERVED.has(origin), 'is an origin of CrowdSec itself')
      .default('strayflow')
      .describe('Origin of the decisions that are ours; each Strayflow that uses this API needs its own'),
    timeoutMs: z
      .int()
      .min(100)
      .max(600_000)
      .default(30_000)
      .describe('Longest that one change may take in all (ms)'),
  })
  .refine((options) => (options.passwordFile === undefined) !== (options.passwordEnv === undefined), {
    message: 'give one of passwordFile and passwordEnv',
    path: ['passwordFile'],
  })
  .refine(({ url, hosts }) => isLoopback(url) || hosts.includes(hostOf(url)), {
    message: 'names another machine; allow it under hosts',
    path: ['url'],
  })
  .refine(({ url }) => isLoopback(url) || url.startsWith('https:'), {
    message: 'names another machine; reach it by https',
    path: ['url'],
  });

export type CrowdsecOptions = z.infer<typeof crowdsecOptionsSchema>;

/** What cannot be read as a URL is told of once, by its own check. */
const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).hostname : 'localhost');

function isLoopback(url: string): boolean {
  const host = hostOf(url);
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Scheme, host and port, and nothing else: no login, path, query or fragment. */
function isPlainUrl(text: string): boolean {
  if (!/^https?:\/\/[^/?#@\\\s]+\/?$/.test(text) || !URL.canParse(text)) return false;
  return HOST.test(new URL(text).hostname);
}
