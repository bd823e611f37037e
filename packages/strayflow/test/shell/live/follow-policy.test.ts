/** A policy that is changed while a watch runs. */
import { describe, expect, it } from 'vitest';
import { type Config, configSchema } from '../../../src/config.js';
import { openNotifying } from '../../../src/shell/acting/open-notifying.js';
import { openResponder } from '../../../src/shell/acting/open-responder.js';
import { watch } from '../../../src/shell/live/watch.js';
import type { WatchClock } from '../../../src/shell/live/watch-request.js';
import { Ledger } from '../../../src/store/ledger/ledger.js';
import { NoticeStore } from '../../../src/store/ledger/notices.js';
import { LiveState } from '../../../src/store/live-state.js';
import { START, UNANSWERED } from '../../flow-rows.js';
import { scratchFolder } from '../scratch-folder.js';
import { type InputRows, Killed, ScriptedInputs } from './scripted-inputs.js';

const [FIRST, SECOND] = ['198.51.100.66', '198.51.100.67'];
const STEP_MS = 1_000;

/** One scans all ports of a host, then another does. */
const ROWS: InputRows = [FIRST, SECOND].flatMap((source, turn) =>
  Array.from({ length: 400 }, (_, i) => ({
    time: START + (turn * 500 + i) * STEP_MS,
    source: source!,
    destination: '10.0.0.5',
    destinationPort: 1 + i * 37,
    ...UNANSWERED,
  })),
);
const CLOCK: WatchClock = {
  wall: () => START + 1_000 * STEP_MS,
  elapsed: () => 0,
  every: () => () => undefined,
};

/** Whoever scans is blocked, as far as the mode goes. */
const withMode = (mode: string) =>
  configSchema.parse({
    site: 'test',
    internal: ['10.0.0.0/8'],
    policy: { mode, alertLine: 0.2, blockLine: 0.3, minFamilies: 1, minAttributable: 0, durationsMs: [9e6] },
    watch: { checkpoint: { rows: 100_000_000 }, latenessSeconds: 1 },
  });

function* always(value: number): Generator<number, never> {
  for (;;) yield value;
}

/** Policies by the time of asking from which they are offered: at each checkpoint, but while what ended still sends. */
async function run(
  folder: string,
  begins: Config,
  changes: Readonly<Record<number, Config>>,
  more: { readonly diesAt?: number; readonly openResponder?: null } = {},
) {
  const taken: string[] = [];
  const warnings: string[] = [];
  let checkpoint = 0;
  let offered: Config | null = null;
  const reporter = {
    told: () => undefined,
    status: () => undefined,
    acted: () => undefined,
    warning: (text: string) => void warnings.push(text),
  };
  const place = { folder, sshConnection: '', faultPoint: undefined };
  try {
    await watch({
      config: { ...begins, watch: { ...begins.watch, state: folder } },
      models: null,
      newerPolicy() {
        offered = changes[++checkpoint] ?? offered;
        const config = offered;
        if (config === null) return null;
        return {
          config: { ...config, watch: { ...config.watch, state: folder } },
          taken() {
            taken.push(`${config.policy.mode} ${checkpoint}`);
            offered = null;
          },
        };
      },
      state: folder,
      open: (positions) =>
        new ScriptedInputs(
          { inputs: [ROWS], picks: always(0), cuts: always(50), checkpointRows: 50, ...more },
          positions,
        ),
      clock: CLOCK,
      reporter,
      openResponder: (config) =>
        config.policy.mode === 'enforce' ? openResponder(config, place, CLOCK, reporter) : null,
      openNotifying: (known, config) =>
        config.policy.mode === 'observe' ? null : openNotifying(config, CLOCK, reporter.warning)(known),
      untilEnd: true,
      signal: new AbortController().signal,
    });
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
  return { taken, warnings };
}

function decided(folder: string) {
  const state = new LiveState(folder, { site: 'test', history: null, evidenceDays: 36_500 });
  const { decisions } = state;
  state.close();
  return decisions
    .filter(({ action }) => action === 'block')
    .map(({ host, simulated }) => ({ host, simulated }));
}

function blocked(folder: string): readonly string[] {
  const ledger = new Ledger(folder);
  const blocks = ledger.blocks(['waiting', 'standing']);
  ledger.close();
  return blocks.map(({ prefix }) => prefix.split('/')[0]!);
}

function incidents(folder: string): readonly string[] {
  const store = new NoticeStore(folder);
  const open = store.quietIncidents(Number.MAX_SAFE_INTEGER, 100);
  store.close();
  return open.map(({ json }) => (JSON.parse(json) as { notice: { host: string } }).notice.host);
}

describe('a policy that is changed while a watch runs', () => {
  it('decides from a checkpoint on: what was simulated before stays so, what comes is done', async () => {
    const folder = scratchFolder();
    const { taken, warnings } = await run(folder, withMode('observe'), { 8: withMode('enforce') });
    expect(taken).toEqual(['enforce 8']);
    expect(warnings).toEqual([]);
    expect(decided(folder)).toEqual([
      { host: FIRST, simulated: true },
      { host: SECOND, simulated: false },
    ]);
    expect(blocked(folder)).toEqual([SECOND]);
    expect(incidents(folder)).toContain(SECOND);
    expect(incidents(folder)).not.toContain(FIRST);
  });

  it('ends blocking and telling as it began them; what stands goes on', async () => {
    const folder = scratchFolder();
    const { taken } = await run(folder, withMode('enforce'), { 8: withMode('observe') });
    expect(taken).toEqual(['observe 8']);
    expect(decided(folder)).toEqual([
      { host: FIRST, simulated: false },
      { host: SECOND, simulated: true },
    ]);
    expect(blocked(folder)).toEqual([FIRST]);
    expect(incidents(folder)).toContain(FIRST);
    expect(incidents(folder)).not.toContain(SECOND);
  });

  it('is the same however often the watch is killed, with the changed policy when it starts again', async () => {
    const [before, after] = [withMode('observe'), withMode('enforce')];
    const once = scratchFolder();
    await run(once, before, { 8: after });
    const killed = scratchFolder();
    // Its last checkpoint is the one after which the policy changed.
    const first = await run(killed, before, { 8: after }, { diesAt: 19 });
    expect(first.taken).toEqual(['enforce 8']);
    await run(killed, after, {}, { diesAt: 6 });
    await run(killed, after, {});
    expect(decided(killed)).toEqual(decided(once));
    expect(blocked(killed)).toEqual(blocked(once));
  });

  it('can change again and again, and back', async () => {
    const folder = scratchFolder();
    const { taken } = await run(folder, withMode('alert'), {
      2: withMode('observe'),
      3: withMode('enforce'),
      4: withMode('alert'),
    });
    expect(taken).toEqual(['observe 2', 'enforce 3', 'alert 4']);
    expect(decided(folder).at(-1)).toEqual({ host: SECOND, simulated: true });
  });

  it('is not taken up where its ledger cannot be opened, and is tried again', async () => {
    const folder = scratchFolder({ 'ledger.db': 'x'.repeat(5_000) });
    const { taken, warnings } = await run(folder, withMode('observe'), { 3: withMode('enforce') });
    expect(taken).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('The new policy is not used, that before goes on')]);
    expect(decided(folder).every(({ simulated }) => simulated)).toBe(true);
  });
});
