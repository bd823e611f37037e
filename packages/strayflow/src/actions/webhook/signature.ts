/** Signatures of Standard Webhooks (github.com/standard-webhooks/standard-webhooks), symmetric scheme v1. */
import { createHmac } from 'node:crypto';

/**
 * @param id without "." in it
 * @param time of this attempt (Unix ms)
 * @param keys one signature for each
 */
export function signedHeaders(
  id: string,
  time: number,
  body: string,
  keys: readonly Uint8Array[],
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(time / 1_000));
  const signatures = keys.map(
    (key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  );
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
