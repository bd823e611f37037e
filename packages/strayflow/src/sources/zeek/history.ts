/** What Zeek's `history` of a connection tells (Zeek manual, conn.log): capitals are the originator's, others the responder's. */
import { TcpFlag } from '../record/connection-state.js';

export interface ZeekHistory {
  /** TCP flags that either side sent; exact but for push, urgent and congestion flags, which Zeek does not list. */
  readonly tcpFlags: number;
  /** The originator's SYN was seen. */
  readonly opened: boolean;
  /** "^": Zeek took the second side for the originator. */
  readonly flipped: boolean;
}

const LETTERS: Readonly<Record<string, number>> = {
  s: TcpFlag.syn,
  h: TcpFlag.syn | TcpFlag.ack,
  a: TcpFlag.ack,
  d: TcpFlag.ack,
  f: TcpFlag.fin,
  r: TcpFlag.rst,
};

export function readHistory(text: string): ZeekHistory {
  let tcpFlags = 0;
  for (const letter of text.toLowerCase()) tcpFlags |= LETTERS[letter] ?? 0;
  return { tcpFlags, opened: text.includes('S'), flipped: text.includes('^') };
}
