/** "192.0.2.1:2055", "[::]:6343", ":2055" as an address to listen at. */
import { isIP } from 'node:net';
import { StrayflowError } from '../../../model/errors.js';

/** Loopback unless an address is given. Throws StrayflowError 'usage'. */
export function parseListen(text: string): { readonly host: string; readonly port: number } {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]*)):(\d{1,5})$/.exec(text);
  const host = found?.[1] ?? (found?.[2] || '127.0.0.1');
  const port = Number(found?.[3]);
  if (found === null || isIP(host) === 0 || port > 65_535) {
    throw new StrayflowError('usage', `"${text}" is no address and port to listen at`, {
      hint: 'Write it as 0.0.0.0:2055, or [::]:6343.',
    });
  }
  return { host, port };
}
