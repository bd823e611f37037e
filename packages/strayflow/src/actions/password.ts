/** Reads the password and the certificate authority that an action's options name. */
import { readFileSync } from 'node:fs';
import { type ErrorCode, StrayflowError } from '../model/errors.js';
import type { EmailOptions } from './email-options.js';

export interface Login {
  readonly user: string;
  readonly pass: string;
}

export interface PasswordPlace {
  readonly passwordFile?: string | undefined;
  readonly passwordEnv?: string | undefined;
}

/** Null when the options name no login. Throws StrayflowError('mail-failed') when there is no password where they say. */
export function readLogin(options: EmailOptions): Login | null {
  if (options.username === undefined) return null;
  return { user: options.username, pass: readPassword(options, 'mail-failed') };
}

/** Throws StrayflowError of the code given when there is no password there. */
export function readPassword({ passwordFile, passwordEnv }: PasswordPlace, code: ErrorCode): string {
  if (passwordFile !== undefined) {
    const password = readText(passwordFile, 'password', code).split(/\r?\n/, 1)[0] ?? '';
    if (password !== '') return password;
    throw new StrayflowError(code, `The password file ${passwordFile} is empty.`, {
      hint: 'Write the password into its first line.',
    });
  }
  const name = passwordEnv ?? '';
  const password = process.env[name] ?? '';
  if (password !== '') return password;
  throw new StrayflowError(code, `The environment variable ${name} holds no password.`, {
    hint: `Set ${name}, or name a file with passwordFile.`,
  });
}

export function readAuthority(path: string, code: ErrorCode): string {
  const text = readText(path, 'authority', code);
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new StrayflowError(code, `The authority file ${path} holds no certificate in PEM form.`, {
    hint: 'Name the file that begins with -----BEGIN CERTIFICATE-----.',
  });
}

function readText(path: string, what: string, code: ErrorCode): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StrayflowError(code, `The ${what} file ${path} cannot be read.`, {
      cause,
      hint: 'Check the path, and that this user may read it.',
    });
  }
}
