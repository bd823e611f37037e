/** Connection states from what flow tools say of a flow; unknown (NaN) where they leave it open. */
import { ConnectionState } from '../../model/flow-batch.js';
import { isMissingText } from '../text/number.js';
import { Protocol } from './protocol-names.js';

/** Bits of the TCP header's flags byte (RFC 9293 section 3.1). */
export const TcpFlag = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ece: 64, cwr: 128 } as const;

const LETTERS: Readonly<Record<string, number>> = {
  F: TcpFlag.fin,
  S: TcpFlag.syn,
  R: TcpFlag.rst,
  P: TcpFlag.psh,
  A: TcpFlag.ack,
  U: TcpFlag.urg,
  E: TcpFlag.ece,
  C: TcpFlag.cwr,
  W: TcpFlag.cwr,
};

/** Flags as letters, in any order, with "." for those that are not set; NaN when `text` is no such list. */
export function tcpFlagsOf(text: string): number {
  if (text === '') return Number.NaN;
  let flags = 0;
  for (const letter of text.toUpperCase()) {
    if (letter === '.') continue;
    const flag = LETTERS[letter];
    if (flag === undefined) return Number.NaN;
    flags |= flag;
  }
  return flags;
}

const NAMED = new Map<string, number>(
  Object.entries(ConnectionState).filter(([, state]) => state !== ConnectionState.unknown),
);

/** Zeek's name of a state; NaN when it is none of its. */
export function namedState(name: string): number {
  return NAMED.get(name) ?? Number.NaN;
}

/**
 * The state by the flags that each side of a TCP connection sent, as Zeek would call it. Both sets are cumulative, so
 * that their order is not known: where it would matter the state is unknown.
 */
export function stateOfFlags(initiator: number, responder: number): number {
  const { fin, syn, rst, ack } = TcpFlag;
  if ((initiator & syn) === 0) return responder & syn ? Number.NaN : ConnectionState.OTH;
  if (responder === 0) {
    // It acknowledged something that was not recorded: half of the conversation is missing.
    if (initiator & ack) return Number.NaN;
    if (initiator & rst) return ConnectionState.RSTOS0;
    return initiator & fin ? ConnectionState.SH : ConnectionState.S0;
  }
  if ((responder & syn) === 0) {
    const refused = (responder & rst) !== 0 && (initiator & ack) === 0;
    return refused ? ConnectionState.REJ : Number.NaN;
  }
  if (initiator & fin && responder & fin) return ConnectionState.SF;
  if (responder & rst) return ConnectionState.RSTR;
  if (initiator & rst) return ConnectionState.RSTO;
  if (initiator & fin) return ConnectionState.S2;
  return responder & fin ? ConnectionState.S3 : ConnectionState.S1;
}

/** Whether each side sent something: 1 yes, 0 no, NaN not known. */
export interface Spoken {
  readonly sent: number;
  readonly received: number;
}

/** By counters alone, for protocols without a handshake (the meaning of S0 and SF in Zeek) and for TCP without an answer. */
export function stateOfCounters(protocol: number, spoken: Spoken): number {
  if (spoken.sent !== 1) return Number.NaN;
  if (spoken.received === 0 && (protocol === Protocol.udp || protocol === Protocol.tcp))
    return ConnectionState.S0;
  return spoken.received === 1 && protocol === Protocol.udp ? ConnectionState.SF : Number.NaN;
}

/** ICMP types by Argus' words for them (ra(1)). */
const ICMP_TYPES: Readonly<Record<string, number>> = {
  ECR: 0,
  URN: 3,
  URH: 3,
  URP: 3,
  URF: 3,
  URO: 3,
  URS: 3,
  SRC: 4,
  RED: 5,
  ECO: 8,
  TXD: 11,
  PAR: 12,
  TST: 13,
  TSR: 14,
  IRQ: 15,
  IRR: 16,
  MAS: 17,
  MSR: 18,
};

/** The type of ICMPv4 that Argus' word stands for, or NaN. */
export function argusIcmpType(word: string): number {
  return ICMP_TYPES[word] ?? Number.NaN;
}

function argusTcpState(word: string, spoken: Spoken, onePacketEach: boolean): number {
  if (word === 'REQ') return spoken.received === 1 ? Number.NaN : ConnectionState.S0;
  if (word === 'ACC' || word === 'EST' || word === 'CON') {
    return spoken.received === 0 ? Number.NaN : ConnectionState.S1;
  }
  if (word === 'FIN' || word === 'CLO') return spoken.received === 1 ? ConnectionState.SF : Number.NaN;
  if (word !== 'RST') return Number.NaN;
  if (spoken.received === 0) return ConnectionState.RSTOS0;
  // One packet from each side and a reset among them: a SYN and its refusal.
  return onePacketEach ? ConnectionState.REJ : Number.NaN;
}

/** Argus' word for a state (ra(1), also in UNSW-NB15). `CON` and `INT` of UDP: both sides sent, only the initiator did. */
export function argusState(word: string, protocol: number, spoken: Spoken, onePacketEach: boolean): number {
  if (protocol === Protocol.tcp) return argusTcpState(word, spoken, onePacketEach);
  if (protocol === Protocol.icmp || protocol === Protocol.icmp6) {
    const request = word === 'ECO' || word === 'TST' || word === 'IRQ' || word === 'MAS';
    if (!request) return Number.NaN;
    return spoken.received === 1
      ? ConnectionState.SF
      : spoken.received === 0
        ? ConnectionState.S0
        : Number.NaN;
  }
  if (word === 'CON' || word === 'ACC' || word === 'EST') return ConnectionState.SF;
  if (word === 'INT' || word === 'REQ') return ConnectionState.S0;
  // The port unreachable that answered it.
  return word === 'URP' && protocol === Protocol.udp ? ConnectionState.REJ : Number.NaN;
}

/** What a cell of a state column says, whichever tool wrote it. */
export interface StateWord {
  /** In capitals; empty when the cell says that it is not known. */
  readonly word: string;
  /** Zeek's state of that name, or NaN. */
  readonly named: number;
  /** "FSPA_SPA": the TCP flags that each side sent; NaN when it is no such pair. */
  readonly initiatorFlags: number;
  readonly responderFlags: number;
}

export function stateWord(text: string): StateWord {
  const word = isMissingText(text.trim()) ? '' : text.trim().toUpperCase();
  const [first, second] = word.includes('_') ? word.split('_', 2) : ['?', '?'];
  const flags = (side: string | undefined) => (side === '' ? 0 : tcpFlagsOf(side ?? ''));
  return { word, named: namedState(word), initiatorFlags: flags(first), responderFlags: flags(second) };
}
