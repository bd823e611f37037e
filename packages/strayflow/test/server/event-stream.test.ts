/** What pages hear: everything once and in order, also after they were away; and nothing that nobody reads is kept for ever. */
import { describe, expect, it } from 'vitest';
import { EventHub } from '../../src/server/event-hub.js';
import { eventStream } from '../../src/server/event-stream.js';
import { ADMIN, only, testApp } from './test-app.js';

function listening(hub: EventHub, last: string | null = null) {
  const beats = new Set<() => void>();
  const page = new AbortController();
  const access = { holds: true };
  const stream = eventStream({
    hub,
    owner: 'anna',
    last,
    holds: () => access.holds,
    every(_ms, call) {
      beats.add(call);
      return () => beats.delete(call);
    },
    signals: [page.signal, new AbortController().signal],
  });
  const beat = () => {
    for (const call of [...beats]) call();
  };
  return { stream, page, access, beat, beats };
}

async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return await new Response(stream).text();
}

/** The numbers that "told" has told, in order. */
const numbers = (text: string) =>
  [...text.matchAll(/event: told\ndata: \{"sequence":(\d+)\}\n\n/g)].map(([, n]) => Number(n));

describe('a stream of events', () => {
  it('has what happens, each with an id, and goes on behind the last one that the page saw', async () => {
    const hub = new EventHub('run');
    const first = listening(hub);
    for (const sequence of [1, 2, 3]) hub.publish('told', { sequence });
    first.page.abort();
    const seen = await textOf(first.stream);
    expect(numbers(seen)).toEqual([1, 2, 3]);
    const ids = [...seen.matchAll(/^id: (.*)$/gm)].map(([, id]) => id!);
    expect(ids).toEqual(['run-0', 'run-1', 'run-2', 'run-3']);
    for (const sequence of [4, 5]) hub.publish('told', { sequence });
    const again = listening(hub, 'run-2');
    hub.publish('told', { sequence: 6 });
    again.page.abort();
    expect(numbers(await textOf(again.stream))).toEqual([3, 4, 5, 6]);
    expect(hub.listening).toBe(0);
    expect(again.beats.size).toBe(0);
  });

  it.each(['other-3', 'run-1', ''])(
    'says that something was missed where the last event was "%s"',
    async (last) => {
      const hub = new EventHub('run');
      for (let sequence = 1; sequence <= 300; sequence++) hub.publish('told', { sequence });
      const { stream, page } = listening(hub, last);
      page.abort();
      const text = await textOf(stream);
      expect(text).toContain('id: run-300\nevent: reset\n');
      expect(numbers(text)).toEqual([]);
    },
  );

  it('is cut where nobody reads it, and lets go of everything', async () => {
    const hub = new EventHub('run');
    const { stream, beats } = listening(hub);
    expect(hub.listeningOf('anna')).toBe(1);
    for (let sequence = 1; sequence <= 1_000; sequence++) hub.publish('told', { sequence });
    expect([hub.listening, beats.size]).toEqual([0, 0]);
    expect(numbers(await textOf(stream)).length).toBeLessThan(100);
  });

  it('beats as long as the session holds, and ends with it', async () => {
    const hub = new EventHub('run');
    const { stream, access, beat } = listening(hub);
    beat();
    beat();
    access.holds = false;
    beat();
    expect(hub.listening).toBe(0);
    expect((await textOf(stream)).match(/^:$/gm)).toHaveLength(2);
  });

  it('ends when the page goes', async () => {
    const hub = new EventHub('run');
    const { stream, beats } = listening(hub);
    await stream.cancel();
    hub.publish('told', { sequence: 1 });
    expect([hub.listening, beats.size]).toEqual([0, 0]);
  });
});

describe('the operation', () => {
  it('listens for who reads, and only so often for one account', async () => {
    const { ask, events } = testApp({ access: only(ADMIN) });
    const head = await ask('/api/v1/events', { method: 'HEAD' });
    expect([head.status, events.listening]).toEqual([200, 0]);
    for (let i = 0; i < 20; i++) expect((await ask('/api/v1/events')).status).toBe(200);
    const refused = await ask('/api/v1/events');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30']);
    expect(events.listening).toBe(20);
  });
});
