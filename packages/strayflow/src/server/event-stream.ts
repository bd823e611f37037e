/** Events as a stream of text/event-stream (WHATWG HTML, section 9.2): bounded, kept alive, ended with the session. */
import type { EventHub, ServerEvent } from './event-hub.js';

export interface StreamOptions {
  readonly hub: EventHub;
  /** Name of the account that listens. */
  readonly owner: string;
  /** Id of the last event that the page saw; null for a page that begins. */
  readonly last: string | null;
  /** Whether who listens still may. */
  holds(): boolean;
  /** Calls back every so often; what it returns ends that. */
  every(ms: number, call: () => void): () => void;
  /** The page, or the server, goes away: any of these. */
  readonly signals: readonly AbortSignal[];
}

/** A stream on which nothing comes is taken for broken by what lies between. */
const HEARTBEAT_MS = 15_000;
/** Events that wait for a page that reads too slowly; beyond, it is cut off, and comes back by itself. */
const MOST_WAITING = 64;

function textOf({ id, kind, data }: ServerEvent): string {
  // JSON has no line breaks of its own: one line of data is all of it.
  return `id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
}

export function eventStream(options: StreamOptions): ReadableStream<Uint8Array> {
  const { hub, owner, last, holds, every, signals } = options;
  const encoder = new TextEncoder();
  let release = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let isOver = false;
        const end = () => {
          if (isOver) return;
          release();
          controller.close();
        };
        const send = (text: string) => {
          if (isOver) return;
          if ((controller.desiredSize ?? 0) <= 0) end();
          else controller.enqueue(encoder.encode(text));
        };
        const check = () => {
          if (!holds()) end();
        };
        const stopListening = hub.listen(owner, (event) => send(textOf(event)), check);
        const stopBeating = every(HEARTBEAT_MS, () => (holds() ? send(':\n\n') : end()));
        for (const signal of signals) signal.addEventListener('abort', end);
        release = () => {
          isOver = true;
          stopListening();
          stopBeating();
          for (const signal of signals) signal.removeEventListener('abort', end);
        };
        send(`retry: 2000\n${last === null ? `id: ${hub.latest}\n` : ''}\n`);
        for (const event of last === null ? [] : hub.since(last)) send(textOf(event));
        if (signals.some(({ aborted }) => aborted)) end();
      },
      // Whoever cancels it reads no more: there is nothing to close.
      cancel: () => release(),
    },
    { highWaterMark: MOST_WAITING },
  );
}
