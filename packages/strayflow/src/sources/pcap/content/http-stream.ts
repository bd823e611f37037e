/** Requests of HTTP/1 (RFC 9112) and the status of their answers, for as long as the connection lasts. */
import { FactKind } from '../../../model/fact-batch.js';
import { type ContentFacts, End } from './content-facts.js';
import { startsWithMethod } from './services.js';
import type { Side, StreamReader } from './stream.js';
import { lineEnd, lineText, startsWith } from './text.js';

const MAX_HEAD_BYTES = 8192;
const MAX_UNANSWERED = 16;
const STATUS_LINE_BYTES = 12;
const SWITCHING_PROTOCOLS = 101;
/** As the Zeek source says it, too: by it behaviours know a login of HTTP. */
const HTTP_BASIC = 'http basic';

interface Request {
  readonly side: Side;
  readonly method: string;
  readonly host: string;
  readonly target: string;
  readonly agent: string;
  /** Who logs in with the request (RFC 7617); null where nobody does. */
  readonly user: string | null;
}

export interface HttpState {
  readonly unanswered: readonly Request[];
  readonly isOver: boolean;
}

/** A request or an answer is found where a segment begins with one: bodies are not followed. */
export class HttpStream implements StreamReader {
  readonly mayJoinLate = true;
  private readonly facts: ContentFacts;
  private readonly unanswered: Request[];
  private isOver: boolean;

  constructor(facts: ContentFacts, state?: HttpState) {
    this.facts = facts;
    this.unanswered = [...(state?.unanswered ?? [])];
    this.isOver = state?.isOver ?? false;
  }

  get state(): HttpState {
    return { unanswered: this.unanswered, isOver: this.isOver };
  }

  isDone(): boolean {
    return this.isOver;
  }

  end(side: Side): void {
    for (const request of this.unanswered.splice(0)) this.tell(request, side, 0);
    this.isOver = true;
  }

  read(side: Side, bytes: Uint8Array, at: number, to: number): number {
    const start = at;
    while (at < to && !this.isOver) {
      if (startsWith(bytes, at, to, 'HTTP/1.')) {
        if (to - at < STATUS_LINE_BYTES) break;
        this.answer(side, statusAt(bytes, at + 9));
        at = to;
      } else if (startsWithMethod(bytes, at, to)) {
        const end = headEnd(bytes, at, to);
        if (end < 0 && to - at < MAX_HEAD_BYTES) break;
        this.request(side, bytes, at, end < 0 ? to : end);
        at = end < 0 ? to : end;
      } else at = to;
    }
    return at - start;
  }

  /** A request whose head breaks off: a target that does so, too, ends with an ellipsis. */
  readCut(side: Side, bytes: Uint8Array, at: number, to: number): void {
    if (startsWithMethod(bytes, at, to)) this.request(side, bytes, at, to);
  }

  private request(side: Side, bytes: Uint8Array, at: number, to: number): void {
    const feed = lineEnd(bytes, at, to);
    const [method = '', target = '', version] = lineText(bytes, at, feed < 0 ? to : feed).split(' ');
    const fields = feed < 0 ? { host: '', agent: '', user: null } : headerFields(bytes, feed + 1, to);
    if (this.unanswered.length === MAX_UNANSWERED) this.tell(this.unanswered.shift()!, side, 0);
    const isWhole = feed >= 0 || version !== undefined;
    this.unanswered.push({ side, method, target: isWhole ? target : `${target}…`, ...fields });
  }

  private answer(side: Side, status: number): void {
    const isInterim = status >= 100 && status < 200 && status !== SWITCHING_PROTOCOLS;
    if (isInterim) return;
    const request = this.unanswered.shift();
    if (request === undefined) return;
    this.tell(request, side, status);
    // What follows is another protocol.
    if (status === SWITCHING_PROTOCOLS || (request.method === 'CONNECT' && status < 300)) this.isOver = true;
  }

  private tell(request: Request, sender: Side, status: number): void {
    const { facts } = this;
    const row = facts.add(FactKind.httpRequest, request.side === sender ? End.sender : End.receiver);
    facts.text('name', row, request.host);
    facts.text('value', row, request.target);
    facts.text('text', row, `${request.method} ${request.agent}`.trimEnd());
    facts.columns.number[row] = status;
    if (request.user !== null) this.login(request, request.user, sender, status);
  }

  /** What the server thinks of the login is in its status; of others nothing is known. */
  private login(request: Request, user: string, sender: Side, status: number): void {
    const isRefused = status === 401 || status === 403;
    if (status < 200 || (status >= 400 && !isRefused)) return;
    const { facts } = this;
    const row = facts.add(FactKind.login, request.side === sender ? End.sender : End.receiver);
    facts.text('name', row, user);
    facts.text('value', row, HTTP_BASIC);
    facts.text('text', row, isRefused ? 'failure' : 'success');
    facts.columns.number[row] = 1;
  }
}

/** Behind the empty line, or -1 while it is not there. */
function headEnd(bytes: Uint8Array, at: number, to: number): number {
  for (let feed = lineEnd(bytes, at, to); feed >= 0; feed = lineEnd(bytes, feed + 1, to)) {
    if (bytes[feed + 1] === 10 && feed + 1 < to) return feed + 2;
    if (bytes[feed + 1] === 13 && bytes[feed + 2] === 10 && feed + 2 < to) return feed + 3;
  }
  return -1;
}

/** Three digits, else 0. */
function statusAt(bytes: Uint8Array, at: number): number {
  let status = 0;
  for (let i = at; i < at + 3; i++) {
    if (bytes[i]! < 48 || bytes[i]! > 57) return 0;
    status = 10 * status + bytes[i]! - 48;
  }
  return status;
}

/** The user's name, without the password; '' where it cannot be read. */
function userOf(credentials: string): string {
  try {
    return atob(credentials).split(':', 1)[0]!;
  } catch {
    // Not base64: the login is seen all the same.
    return '';
  }
}

function headerFields(bytes: Uint8Array, at: number, to: number): Pick<Request, 'host' | 'agent' | 'user'> {
  let host = '';
  let agent = '';
  let user: string | null = null;
  for (let feed = lineEnd(bytes, at, to); feed >= 0; feed = lineEnd(bytes, at, to)) {
    const letter = bytes[at]! | 0x20;
    if (host === '' && letter === 104) host = fieldValue(bytes, at, feed, 'host:');
    else if (agent === '' && letter === 117) agent = fieldValue(bytes, at, feed, 'user-agent:');
    else if (user === null && letter === 97) {
      const credentials = /^basic +(.*)$/i.exec(fieldValue(bytes, at, feed, 'authorization:'))?.[1];
      if (credentials !== undefined) user = userOf(credentials);
    }
    at = feed + 1;
  }
  return { host, agent, user };
}

/** `name` in small letters, with its colon. */
function fieldValue(bytes: Uint8Array, at: number, feed: number, name: string): string {
  if (feed - at < name.length) return '';
  for (let i = 0; i < name.length; i++) {
    const byte = bytes[at + i]!;
    const small = byte >= 65 && byte <= 90 ? byte | 0x20 : byte;
    if (small !== name.charCodeAt(i)) return '';
  }
  return lineText(bytes, at + name.length, feed).trim();
}
