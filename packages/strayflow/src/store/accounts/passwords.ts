/** How passwords are kept: by scrypt (RFC 7914), with the parameters beside the hash, so that they may grow. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** Characters, as a person counts them. */
export const LEAST_PASSWORD = 12;
export const MOST_PASSWORD_BYTES = 256;

interface Cost {
  /** Binary logarithm of N. */
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** 128 MiB and some tenths of a second each: the OWASP password storage cheat sheet's first choice for scrypt. */
const COST: Cost = { logN: 17, r: 8, p: 1 };
const HASH_BYTES = 32;

/** Why it cannot be a password, in plain words; null where it can. */
export function passwordFault(password: string): string | null {
  if (password.length > MOST_PASSWORD_BYTES || Buffer.byteLength(password) > MOST_PASSWORD_BYTES)
    return `a password has at most ${MOST_PASSWORD_BYTES} bytes`;
  if ([...password].length < LEAST_PASSWORD) return `a password has at least ${LEAST_PASSWORD} characters`;
  return null;
}

function derive(password: string, salt: Uint8Array, { logN, r, p }: Cost, bytes: number): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** logN, r, p, maxmem: 2 * 128 * 2 ** logN * r };
  return new Promise((resolve, reject) => {
    // One character may be written in two ways (RFC 8265, section 4).
    scrypt(password.normalize('NFC'), salt, bytes, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

/** @param cost smaller in tests */
export async function hashPassword(password: string, cost: Cost = COST): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost, HASH_BYTES);
  const parameters = [cost.logN, cost.r, cost.p].join(',');
  return `scrypt$${parameters}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/** Throws RangeError for a hash that is none. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [kind, parameters, salt, key] = hash.split('$');
  const [logN, r, p] = (parameters ?? '').split(',').map(Number);
  if (kind !== 'scrypt' || salt === undefined || key === undefined || !logN || !r || !p) {
    throw new RangeError('expected a hash of scrypt');
  }
  const kept = Buffer.from(key, 'base64url');
  return timingSafeEqual(
    await derive(password, Buffer.from(salt, 'base64url'), { logN, r, p }, kept.length),
    kept,
  );
}

/** Whether it was made with other parameters than are made now. */
export function isOutdated(hash: string): boolean {
  return !hash.startsWith(`scrypt$${COST.logN},${COST.r},${COST.p}$`);
}
