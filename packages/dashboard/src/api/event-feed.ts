/** Listens to what happens on the server, and has the answers asked for again that it makes stale. */
import type { QueryClient } from '@tanstack/react-query';
import type { Status, WatchStatus } from './contract/status.js';
import { type EventKind, KEYS, STALE_AFTER } from './keys.js';
import { SESSION_KEY } from './session.js';

export type FeedState = 'connecting' | 'open' | 'lost';

const ADDRESS = '/api/v1/events';
/** What is stale is asked for again at most this often (ms). */
const GATHER_MS = 4_000;
/** A connection that is gone for less is not worth a word (ms). */
const PATIENCE_MS = 3_000;
/** The browser gives up where the server refused: it is asked again (ms). */
const AGAIN_MS = 10_000;

export class EventFeed {
  private readonly queries: QueryClient;
  private readonly listeners = new Set<() => void>();
  private readonly stale = new Set<string>();
  private source: EventSource | null = null;
  private gathering: number | null = null;
  private losing: number | null = null;
  private again: number | null = null;
  private current: FeedState = 'connecting';

  constructor(queries: QueryClient) {
    this.queries = queries;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly state = (): FeedState => this.current;

  /** What it returns ends it. */
  open(): () => void {
    this.connect();
    return () => {
      this.source?.close();
      for (const timer of [this.gathering, this.losing, this.again]) if (timer !== null) clearTimeout(timer);
      this.gathering = this.losing = this.again = null;
    };
  }

  private connect(): void {
    this.again = null;
    const source = new EventSource(ADDRESS);
    this.source = source;
    source.onopen = () => this.opened();
    source.onerror = () => this.failed(source);
    source.addEventListener('reset', () => void this.queries.invalidateQueries());
    for (const kind of Object.keys(STALE_AFTER) as EventKind[]) {
      source.addEventListener(kind, ({ data }: MessageEvent<string>) => this.take(kind, data));
    }
  }

  private opened(): void {
    if (this.losing !== null) clearTimeout(this.losing);
    this.losing = null;
    const wasLost = this.current === 'lost';
    this.become('open');
    if (wasLost) void this.queries.invalidateQueries();
  }

  private failed(source: EventSource): void {
    this.losing ??= window.setTimeout(() => this.become('lost'), PATIENCE_MS);
    if (source.readyState !== EventSource.CLOSED) return;
    // Perhaps the session is over: then the login page is shown instead.
    void this.queries.invalidateQueries({ queryKey: SESSION_KEY });
    this.again ??= window.setTimeout(() => this.connect(), AGAIN_MS);
  }

  private take(kind: EventKind, data: string): void {
    if (kind === 'status') {
      const watch = JSON.parse(data) as WatchStatus;
      const heard = Date.now();
      this.queries.setQueryData<Status>(
        [KEYS.status],
        (before) => before && { ...before, watch, heard, now: heard },
      );
    }
    for (const key of STALE_AFTER[kind]) this.stale.add(key);
    if (this.stale.size > 0) this.gathering ??= window.setTimeout(() => this.refresh(), GATHER_MS);
  }

  private refresh(): void {
    this.gathering = null;
    for (const key of this.stale) void this.queries.invalidateQueries({ queryKey: [key] });
    this.stale.clear();
  }

  private become(state: FeedState): void {
    if (state === this.current) return;
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}
