/** Reads the password that a target names: from a file or from the environment. */
import { readFileSync, statSync } from 'node:fs';
import { StrayflowError } from '../model/errors.js';
import type { WebdavTarget } from './options.js';

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** Null when the target names no login. The warning tells of a password file that others may read. */
export function readLogin(target: WebdavTarget): {
  readonly login: Login | null;
  readonly warning: string | null;
} {
  if (target.username === undefined) return { login: null, warning: null };
  if (target.passwordFile !== undefined) {
    const password = firstLine(target.passwordFile);
    const shared = process.platform !== 'win32' && (statSync(target.passwordFile).mode & 0o077) !== 0;
    return {
      login: { username: target.username, password },
      warning: shared
        ? `Others may read the password file ${target.passwordFile}; run chmod 600 on it.`
        : null,
    };
  }
  const name = target.passwordEnv ?? '';
  const password = process.env[name];
  if (password === undefined || password === '') {
    throw new StrayflowError('publish-failed', `The environment variable ${name} holds no password.`, {
      hint: `Set ${name}, or name a file with passwordFile.`,
    });
  }
  return { login: { username: target.username, password }, warning: null };
}

function firstLine(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StrayflowError('publish-failed', `The password file ${path} cannot be read.`, {
      cause,
      hint: 'Check passwordFile, and that this user may read it.',
    });
  }
  const line = text.split(/\r?\n/, 1)[0] ?? '';
  if (line === '') {
    throw new StrayflowError('publish-failed', `The password file ${path} is empty.`, {
      hint: 'Write the password into its first line.',
    });
  }
  return line;
}
