/** What happens, for pages that listen: numbered, with the latest kept for those that were away for a moment. */

export interface ServerEvent {
  /** "RUN-NUMBER": of this run of the server. */
  readonly id: string;
  readonly kind: 'told' | 'status' | 'acted' | 'incident' | 'reset';
  readonly data: unknown;
}

type Listener = (event: ServerEvent) => void;

/** Kept for those that come back. */
const MOST_KEPT = 256;

export class EventHub {
  private readonly run: string;
  private readonly kept: ServerEvent[] = [];
  /** With the account that listens. */
  private readonly listeners = new Map<Listener, string>();
  private readonly checks = new Map<Listener, () => void>();
  private number = 0;

  /** @param run differs from run to run: numbers of one mean nothing in another */
  constructor(run: string) {
    this.run = run;
  }

  get listening(): number {
    return this.listeners.size;
  }

  /** How often the account listens. */
  listeningOf(owner: string): number {
    return [...this.listeners.values()].filter((each) => each === owner).length;
  }

  publish(kind: ServerEvent['kind'], data: unknown): void {
    const event = { id: `${this.run}-${++this.number}`, kind, data };
    this.kept.push(event);
    if (this.kept.length > MOST_KEPT) this.kept.shift();
    for (const listener of [...this.listeners.keys()]) listener(event);
  }

  /** What came after the event `last`; a "reset" where that is not known any more: the page must ask for everything again. */
  since(last: string): readonly ServerEvent[] {
    const index = this.kept.findIndex(({ id }) => id === last);
    if (index >= 0) return this.kept.slice(index + 1);
    return last === this.latest ? [] : [{ id: this.latest, kind: 'reset', data: {} }];
  }

  /** Id of the last event. */
  get latest(): string {
    return `${this.run}-${this.number}`;
  }

  /** Somebody may listen no more: each listener looks whether it still may. */
  recheck(): void {
    for (const check of [...this.checks.values()]) check();
  }

  /**
   * What it returns ends that.
   *
   * @param check looks whether whoever listens still may
   */
  listen(owner: string, listener: Listener, check: () => void = () => {}): () => void {
    this.listeners.set(listener, owner);
    this.checks.set(listener, check);
    return () => {
      this.listeners.delete(listener);
      this.checks.delete(listener);
    };
  }
}
