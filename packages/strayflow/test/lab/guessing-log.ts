/** A log as Zeek writes it, of hosts that guess passwords: what there is to act on without an attack each time. */
import { HOSTS } from '../../../../examples/lab/network.mjs';

const LOGINS = 60;
const PAUSE_MS = 50;

let uid = 0;

/** Each source logs in again and again for three seconds from `begin` (Unix ms) on, and leaves at once each time. */
export function guessingLog(sources: readonly string[], begin: number): string {
  const rows: { readonly ts: number; readonly line: string }[] = [];
  for (const [which, source] of sources.entries()) {
    for (let login = 0; login < LOGINS; login++) {
      const ts = (begin + PAUSE_MS * login) / 1_000 + which / 1_000;
      const ends = {
        'id.orig_h': source,
        'id.orig_p': 40_000 + login,
        'id.resp_h': HOSTS.server,
        'id.resp_p': 22,
      };
      const bytes = {
        orig_bytes: 900,
        resp_bytes: 1_400,
        orig_pkts: 12,
        orig_ip_bytes: 1_500,
        resp_pkts: 11,
        resp_ip_bytes: 2_000,
      };
      const rest = { proto: 'tcp', service: 'ssh', duration: 0.4, conn_state: 'SF', history: 'ShAaDdFf' };
      rows.push({ ts, line: JSON.stringify({ ts, uid: `C${uid++}`, ...ends, ...rest, ...bytes }) });
    }
  }
  return rows
    .sort((a, b) => a.ts - b.ts)
    .map(({ line }) => `${line}\n`)
    .join('');
}
