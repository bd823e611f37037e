/** Sends the messages that wait for one notifier: one at a time, in order, whatever the others do. */
import type { NoticeStore } from '../../store/ledger/notices.js';
import { markSent, nextMessage } from '../../store/ledger/outbox.js';
import type { ConfiguredNotifier } from './configured-notifiers.js';
import type { ResponderClock } from './responder.js';
import { Retrying } from './retrying.js';
import type { Trouble } from './trouble.js';

export interface SendingRequest {
  readonly store: NoticeStore;
  readonly clock: ResponderClock;
  warning(text: string): void;
}

export class Sending {
  private readonly request: SendingRequest;
  private readonly to: ConfiguredNotifier;
  private readonly retrying: Retrying;
  private isSending = false;
  private running: Promise<void> = Promise.resolve();
  /** Taken by its receiver, while the ledger could not be told: not to be sent again. */
  private delivered: number | null = null;

  constructor(request: SendingRequest, to: ConfiguredNotifier) {
    this.request = request;
    this.to = to;
    this.retrying = new Retrying(to.name, request.clock, request.warning);
  }

  /** Begins to send what waits, where it is not being sent already and its time has come. */
  look(): void {
    if (this.isSending || !this.retrying.mayTry) return;
    this.isSending = true;
    this.running = this.sendAll();
  }

  get trouble(): Trouble | null {
    return this.retrying.trouble;
  }

  /** Waits for what is being sent. */
  settled(): Promise<void> {
    return this.running;
  }

  private async sendAll(): Promise<void> {
    const { store, clock } = this.request;
    const { name, notifier, options } = this.to;
    try {
      for (;;) {
        const next = nextMessage(store.database, name);
        if (next === null) return;
        if (next.sequence !== this.delivered) await notifier.send(next.message, options);
        this.delivered = next.sequence;
        store.write((database) => markSent(database, next.sequence, clock.wall()));
        this.delivered = null;
        this.retrying.works();
      }
    } catch (error) {
      this.retrying.failed(error);
    } finally {
      this.isSending = false;
    }
  }
}
