/** Secrets of sessions, tokens and the setup link: random, shown once, kept as hashes. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits in 43 characters. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** A short public name: 64 random bits. */
export function newId(): string {
  return randomBytes(8).toString('hex');
}

/** What is kept of a secret. It is long and random: no slow hash is needed. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** In a time that tells nothing. */
export function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(a!, b!);
}

/** What a page must send beside the cookie: only who was told it can, and it is of this session alone. */
export function csrfOf(sessionSecret: string): string {
  return createHmac('sha256', sessionSecret).update('csrf').digest('base64url');
}

const TOKEN = /^sfk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

export function tokenText(id: string, secret: string): string {
  return `sfk_${id}_${secret}`;
}

/** Null for what is no token. */
export function readToken(text: string): { readonly id: string; readonly secret: string } | null {
  const [, id, secret] = TOKEN.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}
