/** Reads the address, the secrets and the routing key from where the options say that they are. */
import { readFileSync } from 'node:fs';
import { notifyFault } from '../notices/fault.js';
import type { WebhookOptions } from './options.js';
import { shownUrl, urlFault } from './url.js';

export const PAGERDUTY_URL = 'https://events.pagerduty.com/v2/enqueue';

const ROUTING_KEY = /^[A-Za-z0-9]{32}$/;
/** Standard Webhooks: at least 192 bits, at most 512. */
const LEAST_KEY_BYTES = 24;
const MOST_KEY_BYTES = 64;
const MOST_KEYS = 2;

export interface Target {
  readonly url: URL;
  /** Each signs; empty where nothing is signed. */
  readonly keys: readonly Uint8Array[];
  /** The empty string for all but PagerDuty. */
  readonly routingKey: string;
}

interface Place {
  readonly file: string | undefined;
  readonly env: string | undefined;
}

/** Throws StrayflowError 'notify-failed' where something is missing or not what it should be; never quotes it. */
export function readTarget(options: WebhookOptions): Target {
  return { url: readUrl(options), keys: readKeys(options), routingKey: readRoutingKey(options) };
}

/** Where the address is, for a person: what is secret of it is not shown. */
export function addressWords({ url, urlFile, urlEnv }: WebhookOptions): string {
  if (urlFile !== undefined) return `the address in file ${urlFile}`;
  if (urlEnv !== undefined) return `the address in environment variable ${urlEnv}`;
  return shownUrl(new URL(url ?? PAGERDUTY_URL));
}

/** Throws StrayflowError 'notify-failed'. */
function readUrl(options: WebhookOptions): URL {
  const place = { file: options.urlFile, env: options.urlEnv };
  const text = isSomewhere(place) ? readSecret(place, 'address') : (options.url ?? PAGERDUTY_URL);
  const wrong = urlFault(text, options.allowHttp);
  if (wrong === null) return new URL(text);
  throw notifyFault(
    `Webhook: ${addressWords(options)} ${wrong}.`,
    'Copy it anew from the service that gave it, as one line.',
  );
}

function readKeys(options: WebhookOptions): readonly Uint8Array[] {
  const place = { file: options.secretFile, env: options.secretEnv };
  if (!isSomewhere(place)) return [];
  const keys = readSecret(place, 'secret').split(/\s+/).map(keyOf);
  if (keys.length <= MOST_KEYS && keys.every((key) => key !== null)) return keys;
  throw notifyFault(
    `Webhook: the secret ${placeWords(place)} is not whsec_ and 24 to 64 bytes in base64.`,
    'Make one: echo "whsec_$(openssl rand -base64 32)"',
  );
}

function keyOf(secret: string): Uint8Array | null {
  const match = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret);
  const key = Buffer.from(match?.[1] ?? '', 'base64');
  return key.length >= LEAST_KEY_BYTES && key.length <= MOST_KEY_BYTES ? key : null;
}

function readRoutingKey(options: WebhookOptions): string {
  const place = { file: options.routingKeyFile, env: options.routingKeyEnv };
  if (!isSomewhere(place)) return '';
  const key = readSecret(place, 'routing key');
  if (ROUTING_KEY.test(key)) return key;
  throw notifyFault(
    `Webhook: the routing key ${placeWords(place)} is none.`,
    'Copy the integration key of an Events API v2 integration: 32 letters and digits.',
  );
}

/** The first line. */
function readSecret(place: Place, what: string): string {
  const text = (place.file === undefined ? process.env[place.env ?? ''] : readText(place.file, what)) ?? '';
  const line = (text.split(/\r?\n/, 1)[0] ?? '').trim();
  if (line !== '') return line;
  throw notifyFault(
    `Webhook: there is no ${what} ${placeWords(place)}.`,
    place.file === undefined
      ? `Set ${place.env}, or name a file instead.`
      : `Write the ${what} into its first line.`,
  );
}

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw notifyFault(
      `Webhook: the ${what} file ${path} cannot be read.`,
      'Check the path, and that this user may read it.',
      cause,
    );
  }
}

function isSomewhere({ file, env }: Place): boolean {
  return (file ?? env) !== undefined;
}

function placeWords({ file, env }: Place): string {
  return file === undefined ? `in environment variable ${env}` : `in file ${file}`;
}
