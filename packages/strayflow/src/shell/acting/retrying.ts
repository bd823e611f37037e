/** Something that may fail: when it may be tried again, and what is said about it. */
import { StrayflowError } from '../../model/errors.js';
import { counted } from '../../model/format.js';
import type { ResponderClock } from './responder.js';
import type { Trouble } from './trouble.js';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;
/** That is waited because the other side asks for it. */
const LONGEST_ASKED_MS = 3_600_000;

interface Fault {
  readonly tries: number;
  /** Elapsed ms. */
  readonly next: number;
  readonly text: string;
}

export class Retrying {
  private readonly name: string;
  private readonly clock: ResponderClock;
  private readonly warning: (text: string) => void;
  private fault: Fault | null = null;

  constructor(name: string, clock: ResponderClock, warning: (text: string) => void) {
    this.name = name;
    this.clock = clock;
    this.warning = warning;
  }

  get mayTry(): boolean {
    return this.fault === null || this.clock.elapsed() >= this.fault.next;
  }

  /** What fails now, in the words of its fault; null: nothing. */
  get trouble(): Trouble | null {
    return this.fault === null ? null : { name: this.name, fault: this.fault.text };
  }

  works(): void {
    if (this.fault === null) return;
    const { tries } = this.fault;
    this.fault = null;
    this.warning(`${this.name} works again, after ${counted(tries, 'fault')}.`);
  }

  /** A fault is told once, and again when it is another one. */
  failed(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    const before = this.fault;
    const tries = (before?.tries ?? 0) + 1;
    const asked = error instanceof StrayflowError ? (error.retryAfterMs ?? 0) : 0;
    const own = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
    const pause = Math.max(own, Math.min(asked, LONGEST_ASKED_MS));
    this.fault = { tries, next: this.clock.elapsed() + pause, text };
    if (before?.text === text) return;
    const hint = error instanceof StrayflowError ? ` ${error.hint}` : '';
    this.warning(`${this.name}: ${text}. It is tried again, and nothing is lost.${hint}`);
  }
}
