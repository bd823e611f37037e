/** The traffic of an ordinary host, by simulation. */
import { type FlowRow, REFUSED, START, UNANSWERED } from '../flow-rows.js';

const WINDOW_MS = 300_000;

/** mulberry32: the same traffic in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * One host's window: servers by popularity (few get most flows), web, names, mail and a login now and then; one first
 * contact in fifty is dead or refuses, more than was measured of real clients (none of 637 web servers).
 */
export function ordinary(flows: number, seed: number): Partial<FlowRow>[] {
  const draw = random(seed);
  const source = `10.0.${seed >> 8}.${seed & 255}`;
  return Array.from({ length: flows }, (_, i): Partial<FlowRow> => {
    const server = Math.floor(20 + flows ** 0.7 * draw() ** 3);
    const row = {
      source,
      destination: `198.${18 + (server >> 16)}.${(server >> 8) & 255}.${server & 255}`,
      time: START + (i * WINDOW_MS) / flows,
    };
    const kind = draw();
    if (kind < 0.3) return { ...row, protocol: 17, destination: '10.0.0.2', destinationPort: 53 };
    if (kind < 0.302 && flows < 2000) return { ...row, destinationPort: 22, bytesReceived: 60_000 };
    if (kind < 0.31) return { ...row, destinationPort: 993 };
    if (kind < 0.312) {
      return {
        ...row,
        protocol: 1,
        icmpType: 8,
        sourcePort: null,
        destinationPort: null,
        destination: '10.0.0.1',
      };
    }
    const dead = server % 50 === 7;
    return { ...row, ...(dead ? (server % 100 === 7 ? REFUSED : UNANSWERED) : {}), destinationPort: 443 };
  });
}
