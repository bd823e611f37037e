import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Decision } from '../../../src/model/decision.js';
import { StrayflowError } from '../../../src/model/errors.js';
import type { KnownName } from '../../../src/model/known-names.js';
import type { Message, Notifier } from '../../../src/model/notifier.js';
import { tellOptionsSchema } from '../../../src/policy/index.js';
import { Notifying } from '../../../src/shell/acting/notifying.js';
import { addMute, readMutes } from '../../../src/store/ledger/mutes.js';
import { NoticeStore } from '../../../src/store/ledger/notices.js';
import { countWaiting } from '../../../src/store/ledger/outbox.js';
import { exampleEvidence } from '../../example-evidence.js';
import { scratchFolder } from '../scratch-folder.js';

const NOW = Date.parse('2026-03-01T10:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const [scan] = exampleEvidence;

let folder = '';
let now = NOW;
let arrived: Message[] = [];
let warnings: string[] = [];
/** By address, and by address and who calls it so. */
const names = new Map<string, readonly KnownName[]>();
/** Null: the receiver takes everything. */
let fault: string | null = null;
const open: Notifying[] = [];

/** A receiver that keeps what it takes, or fails. */
const receiver: Notifier = {
  name: 'receiver',
  title: 'Receiver',
  options: z.unknown(),
  async send(message) {
    if (fault !== null) throw new StrayflowError('notify-failed', fault);
    arrived.push(message);
  },
  plan: () => '',
  check: async () => ({ outcome: 'done', detail: '' }),
};

/** A receiver that takes a message only when it is let go on. */
function slowReceiver() {
  const begun: Message[] = [];
  const waiting: (() => void)[] = [];
  const notifier: Notifier = {
    ...receiver,
    send: (message) => {
      begun.push(message);
      return new Promise((taken) => void waiting.push(taken));
    },
  };
  return { notifier, begun, goOn: () => waiting.shift()!() };
}

const to = (name: string, notifier: Notifier, tell: object = {}) => ({
  name,
  tell: tellOptionsSchema.parse(tell),
  notifier,
  options: {},
});

function notifying(tell: object = {}, ...others: readonly ReturnType<typeof to>[]): Notifying {
  const made = new Notifying({
    store: new NoticeStore(folder),
    notifiers: [...others, to('on-call', receiver, tell)],
    clock: { wall: () => now, elapsed: () => now - NOW },
    warning: (text) => void warnings.push(text),
    evidence: (ids) => (ids.includes(scan!.id) ? [scan!] : []),
    namesOf: (address, user) => names.get(user === null ? address : `${address} by ${user}`) ?? [],
    quietMs: HOUR,
    keepMs: 24 * HOUR,
  });
  open.push(made);
  return made;
}

const decided = (sequence: number, host: string, more: Partial<Decision> = {}) => ({
  sequence,
  decision: {
    site: 'local',
    host,
    action: 'alert',
    simulated: false,
    approval: false,
    rule: 'alert-line',
    reason: 'risk 0.60 from port-scan',
    risk: 0.6,
    time: now,
    expires: null,
    evidenceIds: [scan!.id],
    ...more,
  } satisfies Decision,
});

async function settled(made: Notifying, ...decisions: Parameters<Notifying['take']>[0]): Promise<void> {
  if (decisions.length > 0) made.take(decisions);
  else made.look();
  await made.settled();
}

const said = () =>
  arrived.map(
    ({ purpose, notices }) => `${purpose}: ${notices.map(({ kind, host }) => `${kind} ${host}`).join(', ')}`,
  );

beforeEach(() => {
  folder = scratchFolder();
  now = NOW;
  arrived = [];
  warnings = [];
  names.clear();
  fault = null;
});

afterEach(async () => {
  for (const each of open.splice(0)) await each.stop();
});

describe('people', () => {
  it('are told once of an incident, of what is new about it, and of its end', async () => {
    const made = notifying();
    await settled(made, decided(1, '203.0.113.7'), decided(2, '203.0.113.7'));
    await settled(
      made,
      decided(3, '203.0.113.7', { action: 'block', rule: 'block-line', risk: 0.9, expires: now + MINUTE }),
    );
    now += 30 * MINUTE;
    await settled(made);
    now += 31 * MINUTE;
    await settled(made);
    now += 3 * HOUR;
    await settled(made);
    expect(said()).toEqual([
      'incident: opened 203.0.113.7',
      'incident: updated 203.0.113.7',
      'incident: closed 203.0.113.7',
    ]);
    expect(new Set(arrived.map(({ notices }) => notices[0]!.incident)).size).toBe(1);
    expect(arrived[0]!.notices[0]!.evidence[0]!.summary).toBe(scan!.summary);
  });

  it('are told what the host and the addresses that are mentioned are called, by what is known then, and later what was', async () => {
    const made = notifying();
    const [host, peer] = ['203.0.113.7', '10.0.0.9'];
    const reason = `risk 0.60; ${peer} is a much-used peer, fe80::1 and 1.2.3 are not; 10.0.0.9.`;
    await settled(made, decided(1, host, { reason }));
    names.set(host, [
      { name: 'scanner.example.net', source: 'tls' },
      { name: '<b>', source: 'dns' },
    ]);
    names.set(`${peer} by ${host}`, [{ name: 'nas', source: 'dhcp' }]);
    await settled(made, decided(2, host, { reason, risk: 0.8 }));
    names.clear();
    await settled(made, decided(3, host, { reason, risk: 0.99 }));
    now += 3 * HOUR;
    await settled(made);
    const known = {
      names: ['scanner.example.net', '<b>'],
      named: [
        {
          address: host,
          names: [
            { name: 'scanner.example.net', source: 'tls' },
            { name: '<b>', source: 'dns' },
          ],
        },
        { address: peer, names: [{ name: 'nas', source: 'dhcp' }] },
      ],
    };
    const told = arrived.map(({ notices }) => notices[0]!);
    expect(told.map(({ kind }) => kind)).toEqual(['opened', 'updated', 'updated', 'closed']);
    expect(told[0]).toMatchObject({ names: [], named: [] });
    for (const later of told.slice(1)) expect(later).toMatchObject(known);
    expect(new Set(told.map(({ incident }) => incident)).size).toBe(1);
  });

  it('are not told twice of what was taken in before a restart, nor of what was decided before there was anybody to tell', async () => {
    const first = notifying();
    expect(first.noted).toBeNull();
    first.beginAfter(5);
    await settled(first, decided(5, '203.0.113.5'), decided(6, '203.0.113.6'));
    await first.stop();
    open.length = 0;
    const second = notifying();
    expect(second.noted).toBe(6);
    await settled(second, decided(6, '203.0.113.6'), decided(7, '203.0.113.7'));
    expect(said()).toEqual(['incident: opened 203.0.113.6', 'incident: opened 203.0.113.7']);
  });

  it('are told in the end when the receiver fails, also over a restart, with the same identity; the fault is said once', async () => {
    fault = 'the receiver is down';
    const first = notifying();
    await settled(first, decided(1, '203.0.113.7'));
    for (let i = 0; i < 5; i++) {
      now += 20_000;
      await settled(first);
    }
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('on-call: the receiver is down. It is tried again, and nothing is lost.');
    await first.stop();
    open.length = 0;
    const second = notifying();
    await settled(second, decided(2, '203.0.113.8'));
    fault = null;
    now += 10 * MINUTE;
    await settled(second);
    expect(said()).toEqual(['incident: opened 203.0.113.7', 'incident: opened 203.0.113.8']);
    expect(warnings.at(-1)).toMatch(/on-call works again, after \d+ fault/);
    const store = new NoticeStore(folder);
    expect(countWaiting(store.database, 'on-call')).toEqual({ notices: 0, messages: 0 });
    store.close();
  });

  it('are not told of what is muted, which is counted', async () => {
    const store = new NoticeStore(folder);
    store.write((database) => {
      addMute(database, {
        prefix: '203.0.113.0/24',
        family: null,
        reason: 'a test',
        added: now,
        expires: now + HOUR,
      });
      addMute(database, { prefix: null, family: 'flood', reason: 'a test', added: now, expires: null });
    });
    const made = notifying();
    await settled(made, decided(1, '203.0.113.7'), decided(2, '198.51.100.7'));
    expect(said()).toEqual(['incident: opened 198.51.100.7']);
    expect(readMutes(store.database, now).map(({ kept }) => kept)).toEqual([1, 0]);
    now += HOUR + 1;
    await settled(made, decided(3, '203.0.113.9'));
    expect(said().slice(1).sort()).toEqual(['incident: closed 198.51.100.7', 'incident: opened 203.0.113.9']);
    store.close();
  });

  it('get one digest of what waited, in which each incident stands once', async () => {
    const made = notifying({ digestBelow: 0.95, digestMinutes: 60 });
    await settled(
      made,
      decided(1, '203.0.113.7'),
      decided(2, '203.0.113.8'),
      decided(3, '203.0.113.7', { risk: 0.9 }),
    );
    expect(arrived).toEqual([]);
    now += HOUR;
    await settled(made);
    expect(said()[0]).toBe('digest: opened 203.0.113.7, opened 203.0.113.8');
    expect(arrived[0]!.notices[0]!.risk).toBe(0.9);
  });

  it('are told, and news is taken in, while another receiver is slow; which gets one message at a time, each once', async () => {
    const slow = slowReceiver();
    const made = notifying({}, to('slow', slow.notifier));
    made.take([decided(1, '203.0.113.7'), decided(2, '203.0.113.8')]);
    await setImmediate();
    expect(said()).toEqual(['incident: opened 203.0.113.7', 'incident: opened 203.0.113.8']);
    made.take([decided(3, '203.0.113.9')]);
    expect(made.noted).toBe(3);
    now += 2 * HOUR;
    made.look();
    await setImmediate();
    expect(said()).toContain('incident: closed 203.0.113.9');
    expect(slow.begun).toHaveLength(1);
    const stopped = made.stop();
    open.length = 0;
    for (let taken = 1; taken <= 6; taken++) {
      expect(slow.begun).toHaveLength(taken);
      slow.goOn();
      await setImmediate();
    }
    await stopped;
    expect(slow.begun.map(({ id }) => id)).toEqual(arrived.map(() => expect.any(String)));
    expect(new Set(slow.begun.map(({ notices }) => JSON.stringify(notices[0]))).size).toBe(6);
  });

  it('are not told twice in a run of what the ledger could not note as sent', async () => {
    const other = new NoticeStore(folder);
    const made = notifying({}, to('slow', receiver));
    made.take([decided(1, '203.0.113.7')]);
    other.database.exec(
      "CREATE TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT raise(ABORT, 'the disk is full'); END",
    );
    await made.settled();
    now += MINUTE;
    await settled(made);
    expect(arrived).toHaveLength(2);
    expect(warnings.join()).toMatch(/on-call: .*ledger\.db/);
    other.database.exec('DROP TRIGGER full');
    other.close();
    now += HOUR / 2;
    await settled(made, decided(2, '203.0.113.8'));
    expect(said().sort()).toEqual([
      'incident: opened 203.0.113.7',
      'incident: opened 203.0.113.7',
      'incident: opened 203.0.113.8',
      'incident: opened 203.0.113.8',
    ]);
  });

  it('get no more messages an hour than they asked for, and lose none', async () => {
    const made = notifying({ maxPerHour: 3, on: ['opened'] });
    const hosts = Array.from({ length: 130 }, (_, i) => `203.0.113.${i + 1}`);
    await settled(made, ...hosts.map((host, i) => decided(i + 1, host)));
    expect(arrived).toHaveLength(3);
    now += HOUR + 1;
    await settled(made);
    expect(arrived).toHaveLength(4);
    expect(arrived[3]).toMatchObject({ purpose: 'digest', omitted: 77 });
    expect(arrived[3]!.notices).toHaveLength(50);
  });

  it('get messages of different identities, also of one incident and after all others were sent', async () => {
    const made = notifying();
    for (let turn = 0; turn < 3; turn++) {
      now += MINUTE;
      await settled(made, decided(turn + 1, '203.0.113.7', { risk: 0.5 + 0.2 * turn }));
    }
    expect(said()).toEqual([
      'incident: opened 203.0.113.7',
      'incident: updated 203.0.113.7',
      'incident: updated 203.0.113.7',
    ]);
    expect(new Set(arrived.map(({ id }) => id)).size).toBe(3);
  });

  it('get a hundred messages and one digest after a receiver was away for a storm; what was too much is counted', async () => {
    fault = 'the receiver is down';
    const made = notifying({ maxPerHour: 10_000, on: ['opened'] });
    const host = (i: number) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
    const storm = Array.from({ length: 10_300 }, (_, i) => decided(i + 1, host(i), { risk: 0.5 + i / 1e5 }));
    for (let from = 0; from < storm.length; from += 1_030) {
      now += 100;
      made.take(storm.slice(from, from + 1_030));
      await made.settled();
    }
    const store = new NoticeStore(folder);
    expect(countWaiting(store.database, 'on-call')).toEqual({ notices: 10_000, messages: 100 });
    store.close();
    expect(warnings.filter((text) => text.includes('are only counted'))).toHaveLength(1);
    fault = null;
    now += 10 * MINUTE;
    await settled(made);
    now += MINUTE;
    await settled(made);
    expect(arrived).toHaveLength(101);
    const digest = arrived.at(-1)!;
    expect(digest.purpose).toBe('digest');
    expect(digest.notices).toHaveLength(50);
    expect(digest.notices[0]!.host).toBe(host(10_299));
    expect(100 + 50 + digest.omitted).toBe(10_300);
  });

  it('are tried again when the receiver asked for it, but not beyond an hour', async () => {
    let pause = 20 * MINUTE;
    let tries = 0;
    const busy: Notifier = {
      ...receiver,
      async send() {
        tries++;
        throw new StrayflowError('notify-failed', 'too much', { retryAfterMs: pause });
      },
    };
    const made = notifying({}, to('busy', busy));
    await settled(made, decided(1, '203.0.113.7'));
    const triesAfter = async (ms: number) => {
      now += ms;
      await settled(made);
      return tries;
    };
    expect(await triesAfter(20 * MINUTE - 1)).toBe(1);
    pause = 10 * HOUR;
    expect(await triesAfter(1)).toBe(2);
    expect(await triesAfter(HOUR - 1)).toBe(2);
    expect(await triesAfter(1)).toBe(3);
  });
});
