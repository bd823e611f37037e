/** The live shell: events of the inputs -> order -> route -> one transaction per checkpoint -> what is told. */
import type { Config } from '../../config.js';
import { LiveJudge } from '../../live/judge.js';
import { stateShape } from '../../live/state-shape.js';
import type { InputSummary } from '../../model/coverage.js';
import { StrayflowError } from '../../model/errors.js';
import { restore } from '../../model/snapshot.js';
import { TICK_MS } from '../../model/window.js';
import { LiveState } from '../../store/live-state.js';
import type { Books, Told } from '../../store/state-tables.js';
import type { SavedModels } from '../model-file.js';
import type { InputPosition, LiveEvent, LiveInputs, LiveLoss } from './live-input.js';
import type { WatchStatus } from './status.js';

export interface WatchClock {
  /** Unix ms. */
  wall(): number;
  /** Any origin (ms); never goes back. */
  elapsed(): number;
  /** Calls back every so often; what it returns ends that. */
  every(ms: number, call: () => void): () => void;
}

/** Is told of everything, after it is stored. */
export interface WatchReporter {
  told(news: Told): void;
  status(status: WatchStatus): void;
  /** One sentence that the operator must know. */
  warning(text: string): void;
}

export interface WatchRequest {
  readonly config: Config;
  readonly models: SavedModels | null;
  readonly state: string;
  /** Opens the inputs where the stored positions say. */
  open(positions: readonly InputPosition[]): LiveInputs;
  readonly clock: WatchClock;
  readonly reporter: WatchReporter;
  /** At the end of all inputs everything that waits is judged, as `analyze` does. */
  readonly untilEnd: boolean;
  /** Stop gracefully. */
  readonly signal: AbortSignal;
}

/** Event time may follow the clock on the wall when the newest record is this near to it (ms). */
const LIVE_MS = 900_000;
/** Storing takes at most one part in so many of the time. */
const CHECKPOINT_SHARE = 10;

/** Throws StrayflowError. Ends when the signal says so, or when all inputs have ended. */
export async function watch(request: WatchRequest): Promise<WatchStatus> {
  const { config, state: folder } = request;
  const { history } = config.watch;
  const state = new LiveState(folder, {
    site: config.site,
    history: history.enabled ? history : null,
    evidenceDays: config.watch.evidenceDays,
  });
  try {
    return await new Watch(request, state).run();
  } finally {
    state.close();
  }
}

class Watch {
  private readonly request: WatchRequest;
  private readonly state: LiveState;
  private readonly judge: LiveJudge;
  private readonly inputs: LiveInputs;
  private readonly books = new Map<number, Books<LiveLoss>>();
  private readonly modelId: string;
  private positions: readonly InputPosition[] = [];
  private sequence: number;
  private finished: boolean;
  private statedNetwork: boolean;
  private arrivedRows: number;
  /** Since the last checkpoint. */
  private newRows = 0;
  private isChanged = false;
  private isAsked = false;
  private lastCheckpoint: number;
  private checkpointMs = 0;
  private saidLoss = '';

  constructor(request: WatchRequest, state: LiveState) {
    this.request = request;
    this.state = state;
    const { settings, inputs } = state;
    const positions = inputs.map(({ position }) => position);
    this.modelId = request.models?.sha256 ?? '';
    this.judge = this.openJudge(settings);
    this.sequence = Number(settings.get('sequence') ?? 0);
    this.finished = settings.get('finished') === 'true';
    this.arrivedRows = Number(settings.get('rows') ?? 0);
    this.statedNetwork = this.judge.network !== null && settings.has('network');
    for (const { position, books } of inputs) {
      this.judge.order.setCaughtUp(position.input, position.finished);
      if (books !== null) this.books.set(position.input, books as Books<LiveLoss>);
    }
    const { line } = this.judge.order.state;
    for (const item of state.arrived(line)) if (!item.late) this.judge.order.restore(item);
    // What was told and may not have been printed when the last run ended.
    for (const told of state.toldSince(Number(settings.get('told') ?? 0))) request.reporter.told(told);
    this.inputs = request.open(positions);
    this.lastCheckpoint = request.clock.elapsed();
    this.applyTick(settings.get('tick'));
  }

  private openJudge(settings: ReadonlyMap<string, string>): LiveJudge {
    const { config, models, reporter } = this.request;
    const options = { config, models };
    const fresh = new LiveJudge({ ...options, modelsChanged: false });
    const order = this.state.snapshots.get('order');
    if (order === undefined) return fresh;
    if (settings.get('shape') !== shapeOf(config)) {
      throw new StrayflowError(
        'state-unreadable',
        `the state in ${this.request.state} was written by a Strayflow whose stages remember other things`,
      );
    }
    const modelsChanged = settings.get('model') !== this.modelId;
    if (modelsChanged) {
      reporter.warning('The model is another one than before: what the models remembered is forgotten.');
    }
    const network = settings.get('network');
    const known = network === undefined ? null : JSON.parse(network);
    if (known !== null && config.internal.length > 0 && known.prefixes.join() !== config.internal.join()) {
      reporter.warning(
        `The internal network stays what the state says: ${known.statement} A new one needs a new state folder.`,
      );
    }
    return new LiveJudge(
      { ...options, modelsChanged },
      { order, network: known, route: this.state.snapshots.get('route') ?? null },
    );
  }

  async run(): Promise<WatchStatus> {
    const { clock, config, reporter, signal } = this.request;
    const { checkpoint, statusSeconds } = config.watch;
    const ask = () => this.ask();
    const stop = () => this.inputs.stop();
    const timers = [
      clock.every(checkpoint.seconds * 1_000, ask),
      ...(statusSeconds > 0
        ? [clock.every(statusSeconds * 1_000, () => reporter.status(this.status()))]
        : []),
    ];
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    try {
      for (;;) {
        const event = await this.inputs.next();
        if (event.kind === 'end') break;
        this.take(event);
      }
      if (this.request.untilEnd && !signal.aborted) this.finish();
      this.state.confirm(this.sequence);
      return this.status();
    } finally {
      for (const cancel of timers) cancel();
      signal.removeEventListener('abort', stop);
      await this.inputs.close();
    }
  }

  private take(event: Exclude<LiveEvent, { kind: 'end' }>): void {
    switch (event.kind) {
      case 'records':
        this.takeRecords(event);
        break;
      case 'caught-up':
        this.judge.order.setCaughtUp(event.input, event.caughtUp);
        this.judge.judge();
        break;
      case 'counts':
        this.books.set(event.input, { summary: event.summary, loss: event.loss });
        this.warnOfLoss();
        break;
      case 'trouble':
        this.request.reporter.warning(`${event.source}: ${event.message}`);
        break;
      case 'checkpoint':
        this.checkpoint(event.positions);
        break;
    }
  }

  private takeRecords({ input, items }: Extract<LiveEvent, { kind: 'records' }>): void {
    const wall = this.request.clock.wall();
    for (const item of items) {
      const { kept, late } = this.judge.take(input, item, wall);
      if (kept !== null) this.state.keep({ ...kept, late: false });
      if (late !== null) this.state.keep({ ...late, late: true });
      this.newRows += item.batch.length;
    }
    this.isChanged = true;
    this.finished = false;
    this.judge.judge();
    if (this.newRows >= this.request.config.watch.checkpoint.rows) this.ask(true);
  }

  /** Asks for a checkpoint if one is due. */
  private ask(now = false): void {
    if (this.isAsked) return;
    const since = this.request.clock.elapsed() - this.lastCheckpoint;
    if (!now && since < CHECKPOINT_SHARE * this.checkpointMs) return;
    this.isAsked = true;
    this.inputs.requestCheckpoint();
  }

  private checkpoint(positions: readonly InputPosition[]): void {
    const tick = this.quietTick();
    this.positions = positions;
    this.isAsked = false;
    if (this.isChanged || tick !== null) this.store(positions, tick);
    this.lastCheckpoint = this.request.clock.elapsed();
    this.applyTick(tick === null ? undefined : String(tick));
  }

  /**
   * In a quiet network event time follows the clock, `latenessSeconds` behind, or windows would never close. The tick
   * is stored before it is taken, so that a restart takes it at the same place among the records.
   */
  private quietTick(): number | null {
    const { order } = this.judge;
    const { clock, config } = this.request;
    const wall = clock.wall();
    const newest = Math.max(order.newest, order.state.line);
    if (!order.caughtUp || newest < wall - LIVE_MS || newest > wall + LIVE_MS) return null;
    const tick = Math.floor((wall - config.watch.latenessSeconds * 1_000) / TICK_MS) * TICK_MS;
    return tick > order.state.line ? tick : null;
  }

  private applyTick(stored: string | undefined): void {
    if (stored === undefined || stored === '') return;
    this.judge.reach(Number(stored));
    this.isChanged = true;
  }

  private store(positions: readonly InputPosition[], tick: number | null): void {
    const started = this.request.clock.elapsed();
    const told = this.number();
    const snapshot = this.judge.snapshot();
    this.arrivedRows += this.newRows;
    const settings = new Map([
      ['sequence', String(this.sequence)],
      // Printed before this run got here.
      ['told', String(told[0] === undefined ? this.sequence : told[0].sequence - 1)],
      ['model', this.modelId],
      ['shape', shapeOf(this.request.config)],
      ['rows', String(this.arrivedRows)],
      ['finished', String(this.finished)],
      ['tick', tick === null ? '' : String(tick)],
      ...(snapshot.network === null ? [] : [['network', JSON.stringify(snapshot.network)] as const]),
    ]);
    const snapshots = new Map([
      ['order', snapshot.order],
      ...(snapshot.route === null ? [] : [['route', snapshot.route] as const]),
    ]);
    const { line } = this.judge.order.state;
    const hoursUntil = this.finished ? Number.POSITIVE_INFINITY : line;
    const { books, judge } = this;
    this.state.commit({
      positions,
      books,
      snapshots,
      settings,
      told,
      tick,
      line,
      hoursUntil,
      now: judge.now,
    });
    this.inputs.stored(positions);
    this.newRows = 0;
    this.isChanged = false;
    this.checkpointMs = this.request.clock.elapsed() - started;
    this.stateNetwork();
    for (const news of told) this.request.reporter.told(news);
  }

  /** Gives the news their numbers, and evidence the risk of its host. */
  private number(): readonly Told[] {
    const { evidence, decisions } = this.judge.takeNews();
    if (evidence.length + decisions.length === 0) return [];
    const risks = new Map(
      this.judge.hosts.map(({ site, host, role, risk }) => [JSON.stringify([site, host, role]), risk]),
    );
    return [
      ...evidence.map((piece): Told => {
        const risk = risks.get(JSON.stringify([piece.site, piece.host, piece.role])) ?? 0;
        return { kind: 'evidence', sequence: ++this.sequence, evidence: piece, risk };
      }),
      ...decisions.map((decision): Told => ({ kind: 'decision', sequence: ++this.sequence, decision })),
    ];
  }

  private stateNetwork(): void {
    const { network } = this.judge;
    if (this.statedNetwork || network === null) return;
    this.statedNetwork = true;
    if (network.inferred) this.request.reporter.warning(`${network.statement} It stays so for this state.`);
  }

  private finish(): void {
    if (this.finished) return;
    this.judge.finish();
    this.finished = true;
    this.store(this.positions, null);
  }

  private warnOfLoss(): void {
    const { kernelDrops, overloadDrops, sequenceGaps } = this.status().loss;
    const parts = [
      ...(kernelDrops > 0 ? [`the kernel dropped ${kernelDrops} datagrams`] : []),
      ...(overloadDrops > 0 ? [`${overloadDrops} datagrams were dropped because parsing is behind`] : []),
      ...(sequenceGaps > 0 ? [`exporters' numbers say that ${sequenceGaps} are missing`] : []),
    ];
    const said = parts.join('; ');
    if (said === this.saidLoss) return;
    this.saidLoss = said;
    if (said !== '') this.request.reporter.warning(`Lost so far: ${said}.`);
  }

  status(): WatchStatus {
    const { order } = this.judge;
    const books = [...this.books.values()];
    const sum = (of: (summary: InputSummary) => number) =>
      books.reduce((total, { summary }) => total + of(summary), 0);
    const all = (counts: Readonly<Record<string, number>>) =>
      Object.values(counts).reduce((total, count) => total + count, 0);
    const loss = (of: keyof LiveLoss) => books.reduce((total, each) => total + each.loss[of], 0);
    const clocks = [...order.state.inputs.values()];
    const { newest } = order;
    return {
      read: sum((summary) => summary.read),
      parsed: sum((summary) => summary.parsed),
      rejected: sum((summary) => all(summary.rejected)),
      ignored: sum((summary) => all(summary.ignored)),
      rows: this.arrivedRows + this.newRows,
      judged: order.state.released,
      waiting: order.heldRows,
      early: order.state.early,
      late: clocks.reduce((total, clock) => total + clock.late, 0),
      ahead: clocks.reduce((total, clock) => total + clock.ahead, 0),
      loss: {
        kernelDrops: loss('kernelDrops'),
        overloadDrops: loss('overloadDrops'),
        sequenceGaps: loss('sequenceGaps'),
      },
      dropped: this.judge.dropped,
      lagMs: Number.isFinite(newest) ? Math.max(0, this.request.clock.wall() - newest) : null,
      caughtUp: order.caughtUp,
      checkpointMs: this.checkpointMs,
    };
  }
}

/** Of a route that has seen nothing. */
function shapeOf(config: Config): string {
  const judge = new LiveJudge({
    config: { ...config, internal: ['10.0.0.0/8'] },
    models: null,
    modelsChanged: false,
  });
  const { order, route } = judge.snapshot();
  return `${stateShape(restore(order))} ${stateShape(restore(route!))}`;
}
