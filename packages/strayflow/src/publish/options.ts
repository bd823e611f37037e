/** Where reports are published to, as configuration: an Apache server by WebDAV, or a folder. */
import { z } from 'zod';

/** Set by hand; anything beyond is a mistake, not a wish. */
const MAX_KEPT = 1_000;
const MAX_TIMEOUT_MS = 600_000;

const keep = z
  .int()
  .min(1)
  .max(MAX_KEPT)
  .default(30)
  .describe('Number of reports to keep at the target; older ones are removed');

function isPlainWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
}

/** Credentials in an address end up in logs and process lists, so they are refused, and the message repeats nothing. */
function holdsNoMore(text: string): boolean {
  if (!isPlainWebAddress(text)) return true;
  const url = new URL(text);
  return url.username === '' && url.password === '' && url.search === '' && url.hash === '';
}

const webdavTarget = z
  .strictObject({
    kind: z.literal('webdav'),
    url: z
      .string()
      .max(2_000)
      .refine(isPlainWebAddress, 'expected an address that begins with https:// (or http://)')
      .refine(
        holdsNoMore,
        'must not hold a login, a query or a fragment; give username and passwordFile or passwordEnv instead',
      )
      .describe('Address of the WebDAV folder that holds all reports'),
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
    authentication: z
      .enum(['auto', 'basic', 'digest'])
      .default('auto')
      .describe('How to log in; auto asks the server first and answers what it asks for'),
    keep,
    timeoutMs: z
      .int()
      .min(100)
      .max(MAX_TIMEOUT_MS)
      .default(30_000)
      .describe('Longest wait for one answer, in ms; transfers get a second more for every 50 kB'),
  })
  .refine((target) => target.passwordFile === undefined || target.passwordEnv === undefined, {
    message: 'give passwordFile or passwordEnv, not both',
    path: ['passwordEnv'],
  })
  .refine(
    (target) =>
      (target.username === undefined) ===
      (target.passwordFile === undefined && target.passwordEnv === undefined),
    { message: 'a login needs username and one of passwordFile and passwordEnv', path: ['username'] },
  );

const folderTarget = z.strictObject({
  kind: z.literal('folder'),
  path: z.string().min(1).describe('Existing folder that holds all reports'),
  keep,
});

/** One target of `publish`. Secrets are named, never written here. */
export const publishOptionsSchema = z.discriminatedUnion('kind', [webdavTarget, folderTarget]);

export type PublishTarget = z.infer<typeof publishOptionsSchema>;
export type WebdavTarget = z.infer<typeof webdavTarget>;
export type FolderTarget = z.infer<typeof folderTarget>;
