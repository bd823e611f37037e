/** The live shell over rows in memory: what it stores must not depend on interleavings, cuts, and sudden ends. */
import { join } from 'node:path';
import fc from 'fast-check';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { type Config, configSchema } from '../../../src/config.js';
import type { FlowKnowledge } from '../../../src/learned/index.js';
import type { OrderState } from '../../../src/live/order.js';
import { restore } from '../../../src/model/snapshot.js';
import { readBaseline, type SavedBaseline } from '../../../src/shell/baseline-file.js';
import type { WatchStatus } from '../../../src/shell/live/status.js';
import { watch } from '../../../src/shell/live/watch.js';
import type { Judging, WatchClock, WatchReporter } from '../../../src/shell/live/watch-request.js';
import type { SavedModels } from '../../../src/shell/model-file.js';
import { LiveState } from '../../../src/store/live-state.js';
import type { Told } from '../../../src/store/state-tables.js';
import { REFUSED, START, UNANSWERED } from '../../flow-rows.js';
import { baselineAlone } from '../../learned/baseline-alone.js';
import { historyRows } from '../../store/history-rows.js';
import { scratchFolder } from '../scratch-folder.js';
import { type InputRows, Killed, type Script, ScriptedInputs } from './scripted-inputs.js';

const LATER = START + 30 * 86_400_000;

/** News are told ahead of checkpoints this often (ms). */
const TELL_MS = 500;

/**
 * A clock that stands, and timers that never ring: the script asks for checkpoints.
 *
 * @param tells but for that of news, which rings after each event
 */
function clockAt(wall: () => number, tells = false, elapsed = () => 0): WatchClock {
  const calls: (() => void)[] = [];
  return {
    wall() {
      for (const call of calls) queueMicrotask(call);
      return wall();
    },
    elapsed,
    every(ms, call) {
      if (tells && ms === TELL_MS) calls.push(call);
      return () => calls.splice(0);
    },
  };
}

const config = (watch: object = {}, internal: readonly string[] = ['10.0.0.0/8']) =>
  configSchema.parse({ site: 'test', internal, watch: { checkpoint: { rows: 100_000_000 }, ...watch } });

interface Outcome {
  readonly told: readonly Told[];
  readonly warnings: readonly string[];
  readonly status: WatchStatus | null;
}

const HOSTS = 12;

/** Ordinary web traffic of a few clients, and one that scans ports. */
function office(rows: number, scanner: string, seed: number): InputRows {
  return Array.from({ length: rows }, (_, i) => {
    const time = START + i * 1_700 + ((i * seed) % 900);
    if (i % 3 === 0) {
      const destinationPort = 1 + ((i * 37) % 60_000);
      return { time, source: scanner, destination: '192.0.2.80', destinationPort, ...UNANSWERED };
    }
    return { time, source: `10.0.0.${1 + ((i * seed) % HOSTS)}`, destination: `192.0.2.${1 + (i % 20)}` };
  });
}

const INPUTS = [office(400, '10.0.0.66', 7), office(300, '10.0.0.67', 11), office(100, '10.0.0.66', 5)];
const ROWS = 800;

function* repeating(values: readonly number[]): Generator<number, never> {
  for (let i = 0; ; i++) yield values[i % values.length]!;
}

const script = (picks: readonly number[], cuts: readonly number[], checkpointRows: number): Script => ({
  inputs: INPUTS,
  picks: repeating(picks),
  cuts: repeating(cuts),
  checkpointRows,
});

async function run(
  folder: string,
  with_: Script,
  settings = config(),
  wall = () => LATER,
  models: SavedBaseline | SavedModels | null = null,
  newerModels?: () => Judging | null,
  tells = false,
  elapsed = () => 0,
): Promise<Outcome> {
  const told: Told[] = [];
  const warnings: string[] = [];
  const reporter: WatchReporter = {
    told: (news) => told.push(news),
    status: () => undefined,
    acted: () => undefined,
    warning: (text) => warnings.push(text),
  };
  const request = {
    config: settings,
    models,
    newerModels,
    state: folder,
    open: (positions: ConstructorParameters<typeof ScriptedInputs>[1]) =>
      new ScriptedInputs(with_, positions),
    clock: clockAt(wall, tells, elapsed),
    reporter,
    openResponder: null,
    openNotifying: null,
    untilEnd: true,
    signal: new AbortController().signal,
  };
  try {
    return { told, warnings, status: await watch(request) };
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return { told, warnings, status: null };
  }
}

async function stored(folder: string) {
  const state = new LiveState(folder, { site: 'test', history: null, evidenceDays: 36_500 });
  const { evidence, decisions } = state;
  const network = state.settings.get('network');
  state.close();
  const byId = [...evidence].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { evidence: byId, decisions, network, overview: overviewOf(folder) };
}

/** All that does not hang on when it was stored. */
function overviewOf(folder: string) {
  const database = new Database(join(folder, 'state.db'), { readonly: true });
  const all = (sql: string) => database.prepare(sql).all() as Record<string, unknown>[];
  const overview = {
    traffic: all('SELECT minute, flows, bytes, packets FROM traffic WHERE flows > 0 ORDER BY minute'),
    told: all('SELECT sum(evidence) AS evidence, sum(decisions) AS decisions FROM traffic'),
    scored: all('SELECT sum(scored) AS rows FROM coverage'),
    hosts:
      all(`SELECT site, host, role, subject, address, time, parts, rank, peak, peak_time, shares, families, names, last_seen
      FROM hosts ORDER BY site, host, role`),
    risks:
      all(`SELECT hosts.host, role, bucket, risks.time, risk, risks.parts FROM risks JOIN hosts ON hosts.id = risks.host
      ORDER BY site, hosts.host, role, bucket`),
  };
  database.close();
  return overview;
}

/** Each window has one probe of somebody else's, so that none of them is a scan. */
const PROBES: InputRows = Array.from({ length: 20 }, (_, i) => ({
  time: START + 20_000 + i * 60_000,
  source: `198.51.100.${1 + i}`,
  destination: '10.0.0.5',
  destinationPort: 1_000 + 7 * i,
  ...UNANSWERED,
}));

/** Tells also of what is hardly strange. */
const tellsMuch = (settings: Config) =>
  configSchema.parse({ ...settings, learned: { evidenceSurprise: 1.5 } });

describe('watching', () => {
  it('stores the same, whatever the interleaving, the cuts, and however often it is killed and started again', async () => {
    const once = scratchFolder();
    const { status } = await run(once, script([0, 1, 2], [50], 10_000));
    expect(status).toMatchObject({ rows: ROWS, judged: ROWS, waiting: 0, late: 0, ahead: 0, early: 0 });
    const expected = await stored(once);
    expect(expected.evidence.map((each) => each.host)).toEqual(
      expect.arrayContaining(['10.0.0.66', '10.0.0.67']),
    );
    expect(expected.decisions.length).toBeGreaterThan(0);
    const { traffic, told: counts, scored, hosts, risks } = expected.overview;
    expect(traffic.reduce((sum, each) => sum + Number(each['flows']), 0)).toBe(ROWS);
    expect(counts).toEqual([{ evidence: expected.evidence.length, decisions: expected.decisions.length }]);
    expect(scored).toEqual([{ rows: ROWS }]);
    expect(hosts.map((each) => each['host'])).toEqual([
      ...new Set(expected.evidence.map(({ host }) => host).sort()),
    ]);
    expect(risks.length).toBeGreaterThan(hosts.length);
    const history = (await historyRows(once)).map(({ row }) => `${row['input']} ${row['recordNumber']}`);
    expect(new Set(history).size).toBe(ROWS);

    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(100), { minLength: 1, maxLength: 8 }),
        fc.array(fc.integer({ min: 20, max: 300 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 60, max: 500 }),
        fc.array(fc.nat(20), { maxLength: 4 }),
        fc.boolean(),
        async (picks, cuts, checkpointRows, deaths, tells) => {
          const folder = scratchFolder();
          const told: Told[] = [];
          const live = async (with_: Script) => {
            const outcome = await run(folder, with_, config(), () => LATER, null, undefined, tells);
            told.push(...outcome.told);
          };
          for (const diesAt of deaths) await live({ ...script(picks, cuts, checkpointRows), diesAt });
          await live(script(picks, cuts, checkpointRows));
          expect(await stored(folder)).toEqual(expected);
          const rows = (await historyRows(folder)).map(({ row }) => `${row['input']} ${row['recordNumber']}`);
          expect(rows.sort()).toEqual([...history].sort());
          // Whoever reads the news has the last word on each piece of evidence, too.
          const last = new Map(
            told.flatMap((news) => (news.kind === 'evidence' ? [[news.evidence.id, news.evidence]] : [])),
          );
          expect([...last.values()].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(expected.evidence);
        },
      ),
      // A second death before what the first life told ahead was judged again.
      { numRuns: 12, examples: [[[80, 88, 0], [20, 40, 38, 20], 60, [8, 6], true]] },
    );
  }, 60_000);

  it('tells what is new ahead of the checkpoint, and not again when it is killed before that', async () => {
    const folder = scratchFolder();
    const without: Script = { ...script([0, 1, 2], [50], 10_000), diesAt: 14 };
    const { told } = await run(folder, without, config(), () => LATER, null, undefined, true);
    const ahead = told.flatMap((news) => (news.kind === 'decision' ? [news.decision] : []));
    expect(ahead.length).toBeGreaterThan(0);
    const before = await stored(folder);
    expect(before.decisions).toEqual(ahead);
    const again = await run(
      folder,
      script([0, 1, 2], [50], 10_000),
      config(),
      () => LATER,
      null,
      undefined,
      true,
    );
    const once = scratchFolder();
    await run(once, script([0, 1, 2], [50], 10_000));
    expect(await stored(folder)).toEqual(await stored(once));
    const ids = again.told.flatMap((news) =>
      news.kind === 'evidence' ? [`${news.evidence.id} ${news.evidence.revision}`] : [],
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('infers the internal network once, by the first rows, and keeps it', async () => {
    const settings = config({ network: { rows: 200, seconds: 86_400 } }, []);
    const once = scratchFolder();
    const { warnings } = await run(once, script([0, 1, 2], [50], 10_000), settings);
    const expected = await stored(once);
    expect(expected.network).toContain('10.0.0');
    expect(warnings).toEqual([expect.stringContaining('Taken as internal: 10.0.0')]);
    const killed = scratchFolder();
    for (const diesAt of [3, 9, 14]) {
      await run(killed, { ...script([2, 0, 1, 1], [31, 7], 120), diesAt }, settings);
    }
    await run(killed, script([1, 0], [80], 120), settings);
    expect(await stored(killed)).toEqual(expected);
  });

  it('names drift once a window, and keeps it with the status across sudden ends', async () => {
    const settings = config({ driftHours: 0.25, latenessSeconds: 1 });
    // Every flow to a server of its own: unlike all that the baseline knows.
    const inputs = [
      Array.from({ length: 3_000 }, (_, i) => ({
        time: START + i * 900,
        source: '10.0.0.9',
        destination: `198.51.${100 + (i >> 8)}.${i & 255}`,
      })),
    ];
    const baseline = readBaseline('shipped');
    const once = scratchFolder();
    const { warnings, status } = await run(
      once,
      { ...script([0], [500], 100_000), inputs },
      settings,
      () => LATER,
      baseline,
    );
    const named = warnings.filter((text) => text.startsWith('Drift: '));
    expect(named.length).toBeGreaterThanOrEqual(2);
    expect(named[0]).toContain('differ from the ordinary traffic that the baseline knows: ');
    expect(status?.drift?.columns.length).toBeGreaterThan(0);
    const killed = scratchFolder();
    const with_ = { ...script([0], [170], 400), inputs };
    await run(killed, { ...with_, diesAt: 9 }, settings, () => LATER, baseline);
    const again = await run(killed, with_, settings, () => LATER, baseline);
    expect(again.status?.drift).toEqual(status?.drift);
  });

  describe.each([
    ['given', ['10.0.0.0/8']],
    ['inferred', []],
  ])('without models of this network, whose prefixes are %s', (_, internal) => {
    it('is judged by the baseline, the same whatever the cuts, and however often it is killed', async () => {
      const settings = tellsMuch(config({ network: { rows: 200, seconds: 86_400 } }, internal));
      const baseline = readBaseline('shipped');
      const inputs = [INPUTS[0]!, PROBES];
      const watched = (folder: string, with_: Script) =>
        run(folder, { ...with_, inputs }, settings, () => LATER, baseline);
      const once = scratchFolder();
      await watched(once, script([0, 1], [50], 10_000));
      const expected = await stored(once);
      const learned = expected.evidence.filter(({ family }) => family === 'learned');
      expect(learned.map(({ host }) => host)).toContain('198.51.100.9');
      expect(Math.max(...learned.map(({ surprise }) => surprise))).toBeLessThanOrEqual(3);
      expect(learned[0]!.similar).toEqual({
        rows: 'flow',
        nearest: [],
        none: 'the baseline of other networks judged, which holds no traffic to compare with',
      });
      const killed = scratchFolder();
      for (const diesAt of [3, 9, 14]) await watched(killed, { ...script([1, 0, 0], [31, 7], 120), diesAt });
      await watched(killed, script([0, 1], [80], 120));
      expect(await stored(killed)).toEqual(expected);
    });
  });

  it('forgets what models remembered when others judge', async () => {
    const folder = scratchFolder();
    await run(folder, script([0], [500], 10_000));
    const again = await run(
      folder,
      script([0], [500], 10_000),
      config(),
      () => LATER,
      readBaseline('shipped'),
    );
    expect(again.warnings).toEqual([
      'The model is another one than before: what the models remembered is forgotten.',
    ]);
  });

  it('lets others judge from a checkpoint on, which a restart does not change', async () => {
    const settings = tellsMuch(config());
    const baseline = readBaseline('shipped')!;
    const replay = { ...script([0, 1], [40], 100), inputs: [INPUTS[0]!, PROBES] };
    const whole = scratchFolder();
    await run(whole, replay, settings, () => LATER, baseline);
    const before = await stored(whole);
    const { flows } = JSON.parse(before.network!) as { flows: FlowKnowledge };
    const own = { ...(await baselineAlone(flows))(1), sha256: 'own' };
    let checkpoints = 0;
    const newer = () => (++checkpoints === 2 ? { models: own, config: settings } : null);
    const swapped = scratchFolder();
    const { status, warnings } = await run(swapped, replay, settings, () => LATER, null, newer);
    expect(checkpoints).toBeGreaterThan(3);
    expect(status!.judgedBy).toBe('own');
    expect(warnings).toEqual([]);
    const expected = await stored(swapped);
    const learned = ({ evidence }: typeof expected) =>
      evidence.filter(({ family }) => family === 'learned').length;
    // The first windows had nobody to judge them.
    expect(learned(expected)).toBeGreaterThan(0);
    expect(learned(before)).toBeGreaterThan(learned(expected));
    const killed = scratchFolder();
    checkpoints = 0;
    await run(killed, { ...replay, diesAt: 18 }, settings, () => LATER, null, newer);
    expect(checkpoints).toBeGreaterThan(2);
    const after = await run(killed, replay, settings, () => LATER, own);
    expect(after.warnings).toEqual([]);
    expect(await stored(killed)).toEqual(expected);
  });

  it('lets event time follow the clock in a quiet network, at the same place again after a restart', async () => {
    const rows = office(120, '10.0.0.66', 7).map((row) => ({
      ...row,
      ...(row.state === 'S0' ? REFUSED : {}),
    }));
    const end = START + 120 * 1_700;
    const quiet = async (folder: string, diesAt: number[]) => {
      for (const dies of [...diesAt, undefined]) {
        // Minutes pass from checkpoint to checkpoint; there is no record to say so.
        let minutes = 0;
        const states = ['checkpoint', 'checkpoint', 'checkpoint', 'checkpoint'] as const;
        const waits = states[Symbol.iterator]();
        await run(
          folder,
          {
            inputs: [rows],
            picks: repeating([0]),
            cuts: repeating([40]),
            checkpointRows: 10_000,
            ...(dies === undefined ? {} : { diesAt: dies }),
            afterwards() {
              minutes += 3;
              return waits.next().value ?? { kind: 'end' };
            },
          },
          config(),
          () => end + minutes * 60_000,
        );
      }
    };
    const once = scratchFolder();
    await quiet(once, []);
    const database = new Database(join(once, 'state.db'), { readonly: true });
    const ticks = database.prepare('SELECT time FROM ticks ORDER BY time').all() as { time: number }[];
    database.close();
    // The first is `latenessSeconds` behind the clock, on a multiple of 5 s.
    expect(ticks.map(({ time }) => Math.floor((time - end) / 60_000))).toEqual([2, 5, 8, 11]);
    const state = new LiveState(once, { site: 'test', history: null, evidenceDays: 36_500 });
    expect(restore<OrderState>(state.snapshots.get('order')!).line).toBe(ticks.at(-1)!.time);
    state.close();
    const killed = scratchFolder();
    await quiet(killed, [6, 3]);
    expect((await stored(killed)).evidence).toEqual((await stored(once)).evidence);
    expect((await stored(once)).evidence.length).toBeGreaterThan(0);
  });

  it('judges the rest of old records once nothing came for as long as records wait', async () => {
    const rows = office(120, '10.0.0.66', 7);
    const newest = Math.max(...rows.map(({ time }) => time!));
    const folder = scratchFolder();
    const ticks = () => {
      const database = new Database(join(folder, 'state.db'), { readonly: true });
      const all = database.prepare('SELECT time FROM ticks').all() as { time: number }[];
      database.close();
      return all.map(({ time }) => time);
    };
    let seconds = 0;
    const counts: number[] = [];
    const afterwards = () => {
      counts.push(ticks().length);
      seconds += 20;
      return counts.length > 4 ? ({ kind: 'end' } as const) : 'checkpoint';
    };
    await run(
      folder,
      { ...script([0], [40], 10_000), inputs: [rows], afterwards },
      config(),
      () => LATER,
      null,
      undefined,
      false,
      () => seconds * 1_000,
    );
    // Checkpoints after 20, 40, 60 and 80 s: once 30 s are over, and not again.
    expect(counts).toEqual([0, 0, 1, 1, 1]);
    expect(ticks()).toEqual([Math.floor(newest / 1_000) * 1_000 + 1_000]);
  });

  it('goes on where it was stopped, without telling anything twice', async () => {
    const folder = join(scratchFolder(), 'state');
    const stop = new AbortController();
    const first: Told[] = [];
    const request = (told: Told[], signal: AbortSignal, diesAt?: number) => ({
      config: config(),
      models: null,
      state: folder,
      open: (positions: ConstructorParameters<typeof ScriptedInputs>[1]) => {
        const inputs = new ScriptedInputs({ ...script([0, 1, 2], [60], 200) }, positions);
        if (diesAt !== undefined) {
          let events = 0;
          const { next } = inputs;
          inputs.next = () => {
            if (events++ === diesAt) stop.abort();
            return next.call(inputs);
          };
        }
        return inputs;
      },
      clock: clockAt(() => LATER),
      reporter: {
        told: (news: Told) => told.push(news),
        status: () => undefined,
        acted: () => undefined,
        warning: () => undefined,
      },
      openResponder: null,
      openNotifying: null,
      untilEnd: true,
      signal,
    });
    await watch(request(first, stop.signal, 20));
    const before = first.length;
    const second: Told[] = [];
    await watch(request(second, new AbortController().signal));
    const sequences = [...first, ...second].map((news) => news.sequence);
    expect(new Set(sequences).size).toBe(sequences.length);
    expect(before + second.length).toBe(sequences.length);
    const once = scratchFolder();
    await run(once, script([0], [500], 10_000));
    expect((await stored(folder)).evidence).toEqual((await stored(once)).evidence);
    // A state that is finished says nothing more.
    const third: Told[] = [];
    await watch(request(third, new AbortController().signal));
    expect(third).toEqual([]);
  });

  it('tells again what it may not have told when it was killed', async () => {
    const folder = scratchFolder();
    const heard: number[] = [];
    const request = (most: number) => ({
      config: config(),
      models: null,
      state: folder,
      open: (positions: ConstructorParameters<typeof ScriptedInputs>[1]) =>
        new ScriptedInputs(script([0, 1, 2], [60], 200), positions),
      clock: clockAt(() => LATER),
      reporter: {
        told(news: Told) {
          if (heard.length >= most) throw new Killed();
          heard.push(news.sequence);
        },
        status: () => undefined,
        acted: () => undefined,
        warning: () => undefined,
      },
      openResponder: null,
      openNotifying: null,
      untilEnd: true,
      signal: new AbortController().signal,
    });
    await expect(watch(request(1))).rejects.toThrow(Killed);
    await watch(request(Number.POSITIVE_INFINITY));
    const all = [...new Set(heard)].sort((a, b) => a - b);
    expect(all).toEqual(all.map((_, i) => i + 1));
    expect((await stored(folder)).decisions.length).toBeGreaterThan(0);
  });

  it('refuses a state whose stages remember other things', async () => {
    const folder = scratchFolder();
    await run(folder, script([0], [500], 10_000));
    const state = new LiveState(folder, { site: 'test', history: null, evidenceDays: 36_500 });
    state.commit({
      positions: [],
      books: new Map(),
      snapshots: new Map(),
      settings: new Map([['shape', 'other']]),
      told: [],
      tick: null,
      line: 0,
      hoursUntil: 0,
      now: 0,
    });
    state.close();
    await expect(run(folder, script([0], [500], 10_000))).rejects.toMatchObject({ code: 'state-unreadable' });
  });
});
