/** Reads the password and the certificate authority that the e-mail options name. */
import { readFileSync } from 'node:fs';
import { StrayflowError } from '../model/errors.js';
import type { EmailOptions } from './email-options.js';

export interface Login {
  readonly user: string;
  readonly pass: string;
}

/** Null when the options name no login. Throws StrayflowError('mail-failed') when there is no password where they say. */
export function readLogin(options: EmailOptions): Login | null {
  if (options.username === undefined) return null;
  if (options.passwordFile !== undefined) {
    const pass = readText(options.passwordFile, 'password').split(/\r?\n/, 1)[0] ?? '';
    if (pass !== '') return { user: options.username, pass };
    throw new StrayflowError('mail-failed', `The password file ${options.passwordFile} is empty.`, {
      hint: 'Write the password into its first line.',
    });
  }
  const name = options.passwordEnv ?? '';
  const pass = process.env[name] ?? '';
  if (pass !== '') return { user: options.username, pass };
  throw new StrayflowError('mail-failed', `The environment variable ${name} holds no password.`, {
    hint: `Set ${name}, or name a file with passwordFile.`,
  });
}

export function readAuthority(path: string): string {
  const text = readText(path, 'authority');
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new StrayflowError('mail-failed', `The authority file ${path} holds no certificate in PEM form.`, {
    hint: 'Name the file that begins with -----BEGIN CERTIFICATE-----.',
  });
}

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StrayflowError('mail-failed', `The ${what} file ${path} cannot be read.`, {
      cause,
      hint: 'Check the path, and that this user may read it.',
    });
  }
}
