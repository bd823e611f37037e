/** The first line of a side, in which it names its software: both sides' of SSH (RFC 4253), the server's of others. */
import type { ContentFacts } from './content-facts.js';
import type { ServiceName } from './services.js';
import type { Side, StreamReader } from './stream.js';
import { lineEnd, lineText } from './text.js';

const MAX_LINE_BYTES = 512;
const SSH = /^SSH-[^-]*-(.*)$/;
/** What stands before the words of a greeting: reply codes of FTP and SMTP, status of POP3 and IMAP. */
const GREETING = /^(?:220[ -]|\+OK ?|\* (?:OK|PREAUTH) ?)(.*)$/;

export interface BannerState {
  /** By side. */
  readonly done: [boolean, boolean];
}

export class BannerStream implements StreamReader {
  readonly mayJoinLate = false;
  private readonly facts: ContentFacts;
  private readonly service: ServiceName;
  private readonly client: Side;
  private readonly done: [boolean, boolean];

  constructor(facts: ContentFacts, service: ServiceName, client: Side, state?: BannerState) {
    this.facts = facts;
    this.service = service;
    this.client = client;
    const isServerOnly = service !== 'ssh';
    this.done = state?.done ?? (client === 0 ? [isServerOnly, false] : [false, isServerOnly]);
  }

  get state(): BannerState {
    return { done: this.done };
  }

  isDone(side: Side): boolean {
    return this.done[side];
  }

  end(): void {}

  readCut(): void {}

  read(side: Side, bytes: Uint8Array, at: number, to: number): number {
    const feed = lineEnd(bytes, at, Math.min(to, at + MAX_LINE_BYTES));
    if (feed < 0) {
      if (to - at >= MAX_LINE_BYTES) this.done[side] = true;
      return 0;
    }
    this.done[side] = true;
    const pattern = this.service === 'ssh' ? SSH : GREETING;
    const name = pattern.exec(lineText(bytes, at, feed))?.[1]?.trim() ?? '';
    if (name !== '')
      this.facts.software(name, `${this.service} ${side === this.client ? 'client' : 'server'}`);
    return to - at;
  }
}
