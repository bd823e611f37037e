/** The live shell: events of the inputs -> order -> route -> one transaction per checkpoint -> what is told. */
import type { LiveJudge } from '../../live/judge.js';
import type { NamesOf } from '../../model/known-names.js';
import { TICK_MS } from '../../model/window.js';
import { LiveState } from '../../store/live-state.js';
import type { OverviewEffects } from '../../store/overview-tables.js';
import type { Books } from '../../store/state-tables.js';
import { Acting, isDecision } from './acting.js';
import { CoverageBook } from './coverage-book.js';
import type { InputPosition, LiveEvent, LiveInputs, LiveLoss } from './live-input.js';
import { lossSentence } from './loss.js';
import { NewsBook } from './news-book.js';
import { statusOf, type WatchStatus } from './status.js';
import { StoreFault } from './store-fault.js';
import { openJudge, shapeOf } from './stored-judge.js';
import type { WatchRequest } from './watch-request.js';

/** Event time may follow the clock on the wall when the newest record is this near to it (ms). */
const LIVE_MS = 900_000;
/** Storing takes at most one part in so many of the time. */
const CHECKPOINT_SHARE = 10;
/** How often evidence and decisions that are new are told ahead of the next checkpoint (ms). */
const TELL_MS = 500;
/** How often there may be something to do about blocks (ms). */
const RESPOND_MS = 250;
/** Records may come without end: timers have their turn after so long (ms). */
const TURN_MS = 20;

/**
 * Throws StrayflowError. A disk that is full is waited for, as long as the memory has room. Ends when the signal says so, or when
 * all inputs have ended.
 */
export async function watch(request: WatchRequest): Promise<WatchStatus> {
  const { config, state: folder } = request;
  const { history } = config.watch;
  const state = new LiveState(folder, {
    site: config.site,
    history: history.enabled ? history : null,
    evidenceDays: config.watch.evidenceDays,
    writing: request.writing,
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
  private readonly acting: Acting;
  private readonly books = new Map<number, Books<LiveLoss>>();
  private modelId: string;
  private readonly shape: string;
  private positions: readonly InputPosition[] = [];
  private readonly news: NewsBook;
  private readonly storeFault: StoreFault;
  private readonly coverage: CoverageBook;
  private finished: boolean;
  private statedNetwork: boolean;
  private arrivedRows: number;
  /** Since the last checkpoint. */
  private newRows = 0;
  private isChanged = false;
  private isAsked = false;
  /** When records came last, by `elapsed` (ms). */
  private lastRecords: number;
  private lastCheckpoint: number;
  private checkpointMs = 0;
  private storedBytes = 0;
  private saidLoss = '';

  constructor(request: WatchRequest, state: LiveState) {
    this.request = request;
    this.state = state;
    const { settings, inputs } = state;
    const positions = inputs.map(({ position }) => position);
    this.positions = positions;
    this.modelId = request.models?.sha256 ?? '';
    this.shape = shapeOf(request.config);
    this.judge = openJudge(state, request.config, request.models, request.reporter.warning, {
      isPrompt: request.isPrompt,
      locate: request.locate,
      lastingInput: request.untilEnd ? undefined : (input) => this.lastingInput(input),
    });
    this.news = new NewsBook(settings, (sequence) => state.toldSince(sequence));
    this.storeFault = new StoreFault((text) => request.reporter.warning(text));
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
    for (const told of state.toldSince(Number(settings.get('told') ?? 0))) {
      request.reporter.told(told, this.namesOf);
    }
    this.acting = new Acting({
      openResponder: request.openResponder,
      openNotifying: request.openNotifying,
      state,
      namesOf: this.namesOf,
      warning: request.reporter.warning,
    });
    this.acting.begin(request.config, this.news.sequence);
    this.coverage = new CoverageBook(this.status());
    this.inputs = request.open(positions);
    this.lastCheckpoint = request.clock.elapsed();
    this.lastRecords = this.lastCheckpoint;
    this.applyTick(settings.get('tick'));
  }

  async run(): Promise<WatchStatus> {
    const { clock, config, reporter, signal } = this.request;
    const { checkpoint, statusSeconds } = config.watch;
    const ask = () => this.ask();
    const stop = () => this.inputs.stop();
    const tell = () => {
      this.warnOfLoss();
      reporter.status(this.status());
      reporter.troubles?.(this.acting.troubles);
    };
    const timers = [
      clock.every(checkpoint.seconds * 1_000, ask),
      clock.every(TELL_MS, () => this.tellAhead()),
      ...(statusSeconds > 0 ? [clock.every(statusSeconds * 1_000, tell)] : []),
      clock.every(RESPOND_MS, () => this.acting.look()),
    ];
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    try {
      let turn = clock.elapsed();
      for (;;) {
        const event = await this.inputs.next();
        if (event.kind === 'end') break;
        this.take(event);
        if (clock.elapsed() - turn < TURN_MS) continue;
        await new Promise((resolve) => setImmediate(resolve));
        turn = clock.elapsed();
      }
      if (this.request.untilEnd && !signal.aborted) this.finish();
      this.storeFault.rethrow();
      this.state.confirm(this.news.sequence);
      return this.status();
    } finally {
      for (const cancel of timers) cancel();
      signal.removeEventListener('abort', stop);
      await this.inputs.close();
      await this.acting.stop();
    }
  }

  private readonly namesOf: NamesOf = (address, user) => this.judge.namesOf(address, user);

  /** The name of an input that more is to come from; null for one that was rotated away. */
  private lastingInput(input: number): string | null {
    const isOver = this.positions.some((position) => position.input === input && position.finished);
    return isOver ? null : (this.books.get(input)?.summary.name ?? null);
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
        // Later losses are told with the status, not each time.
        if (this.saidLoss === '') this.warnOfLoss();
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
    const { clock } = this.request;
    const wall = clock.wall();
    this.lastRecords = clock.elapsed();
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

  /** Asks for a checkpoint if one is due: storing takes little of the time, and writes little to the disk. */
  private ask(now = false): void {
    if (this.isAsked) return;
    const since = this.request.clock.elapsed() - this.lastCheckpoint;
    const { bytesPerSecond } = this.request.config.watch.checkpoint;
    const pause = Math.max(CHECKPOINT_SHARE * this.checkpointMs, (1_000 * this.storedBytes) / bytesPerSecond);
    if (!now && since < pause) return;
    this.isAsked = true;
    this.inputs.requestCheckpoint();
  }

  private checkpoint(positions: readonly InputPosition[]): void {
    const tick = this.quietTick();
    this.positions = positions;
    this.isAsked = false;
    this.adoptModels();
    if (this.isChanged || tick !== null) this.store(positions, tick);
    this.lastCheckpoint = this.request.clock.elapsed();
    this.followPolicy();
    this.applyTick(tick === null ? undefined : String(tick));
  }

  /**
   * What was judged before is stored, and acted on as it was decided: a run that begins anew from here judges by the new
   * policy, too, and no stretch between two checkpoints by both.
   */
  private followPolicy(): void {
    const { newerPolicy } = this.request;
    if (newerPolicy === undefined || this.isChanged || this.news.unstored.length > 0 || this.acting.isClosing)
      return;
    const newer = newerPolicy();
    if (newer === null || !this.acting.follow(newer.config, this.news.sequence)) return;
    this.judge.follow(newer.config);
    newer.taken();
  }

  /** Between two checkpoints the same models judge: a restart does not mix them. */
  private adoptModels(): void {
    const newer = this.request.newerModels?.() ?? null;
    if (newer === null) return;
    this.judge.adopt(newer.models, newer.config);
    this.modelId = newer.models.sha256;
    this.isChanged = true;
  }

  /**
   * In a quiet network event time follows the clock, as far behind as records wait, or windows would never close. Of what was
   * recorded long ago the rest is judged once nothing came for as long as records wait. The tick is stored before it is
   * taken, so that a restart takes it at the same place among the records.
   */
  private quietTick(): number | null {
    const { order, settleMs } = this.judge;
    const { clock } = this.request;
    const wall = clock.wall();
    const newest = Math.max(order.newest, order.state.line);
    if (!order.caughtUp || newest > wall + LIVE_MS) return null;
    const isLive = newest >= wall - LIVE_MS;
    if (!isLive && (order.heldRows === 0 || clock.elapsed() - this.lastRecords < settleMs)) return null;
    const reached = isLive ? Math.floor((wall - settleMs) / TICK_MS) : Math.floor(newest / TICK_MS) + 1;
    return reached * TICK_MS > order.state.line ? reached * TICK_MS : null;
  }

  private applyTick(stored: string | undefined): void {
    if (stored === undefined || stored === '') return;
    this.judge.reach(Number(stored));
    this.isChanged = true;
  }

  /** A checkpoint may be long in coming, as it stores all that is remembered: what is new is told before it. */
  private tellAhead(): void {
    if (!this.judge.hasUrgentNews) return;
    const notes = this.takeNews();
    const { unstored } = this.news;
    if (unstored.some(isDecision)) this.request.faultPoint?.('before-state');
    const settings = new Map(this.news.ahead(this.judge.order.state.line));
    const { hosts } = this.overview();
    const isStored = this.stored(() => this.state.tell(unstored, settings, hosts));
    this.print(notes);
    if (!isStored) return;
    this.isChanged = true;
    this.acting.take(this.news.taken().filter(isDecision));
  }

  private takeNews(): readonly string[] {
    const { evidence, decisions, effects, notes } = this.judge.takeNews();
    this.acting.observe(effects);
    this.news.add({ evidence, decisions }, (piece) => this.judge.peakRisk(piece));
    return notes;
  }

  private print(notes: readonly string[]): void {
    this.stateNetwork();
    for (const each of this.news.unprinted()) this.request.reporter.told(each, this.namesOf);
    for (const note of notes) this.request.reporter.warning(note);
  }

  private store(positions: readonly InputPosition[], tick: number | null): void {
    const started = this.request.clock.elapsed();
    const notes = this.takeNews();
    const snapshot = this.judge.snapshot();
    this.arrivedRows += this.newRows;
    this.newRows = 0;
    const { line } = this.judge.order.state;
    const settings = new Map([
      ...this.news.atCheckpoint(line),
      ['model', this.modelId],
      ['shape', this.shape],
      ['rows', String(this.arrivedRows)],
      ['finished', String(this.finished)],
      ['now', String(this.judge.now)],
      ['tick', tick === null ? '' : String(tick)],
      ...(snapshot.network === null ? [] : [['network', JSON.stringify(snapshot.network)] as const]),
    ]);
    const snapshots = new Map([
      ['order', snapshot.order],
      ...(snapshot.route === null ? [] : [['route', snapshot.route] as const]),
      ...(snapshot.drift === null ? [] : [['drift', snapshot.drift] as const]),
      ...(snapshot.names === null ? [] : [['names', snapshot.names] as const]),
    ]);
    const hoursUntil = this.finished ? Number.POSITIVE_INFINITY : line;
    const { books, judge } = this;
    const { now } = judge;
    const told = this.news.unstored;
    if (told.some(isDecision)) this.request.faultPoint?.('before-state');
    const overview = this.overview();
    const commit = { positions, books, snapshots, settings, told, tick, line, hoursUntil, now, overview };
    const isStored = this.stored(() => this.state.commit(commit));
    this.storedBytes = [...snapshots.values()].reduce((sum, bytes) => sum + bytes.length, 0);
    this.checkpointMs = this.request.clock.elapsed() - started;
    this.print(notes);
    if (!isStored) return;
    this.news.takenAtCheckpoint(line);
    this.judge.tally.clear();
    this.coverage.stored(this.status());
    this.isChanged = false;
    this.inputs.stored(positions);
    // Not before: after a crash the same decisions would be made again, under other numbers.
    this.acting.take(told.filter(isDecision));
  }

  /** What was not stored yet; it stays until it is. */
  private overview(): OverviewEffects {
    const { tally } = this.judge;
    const hosts = tally.hostNews(this.request.config.risk).map((news) => ({
      ...news,
      names: news.host.subject === undefined ? this.namesOf(news.host.host, null) : [],
    }));
    const wall = this.request.clock.wall();
    return { traffic: tally.traffic, coverage: this.coverage.since(this.status(), wall), hosts };
  }

  /** False where the disk does not take it: the next checkpoint tries again. */
  private stored(write: () => void): boolean {
    try {
      write();
      this.storeFault.works();
      return true;
    } catch (error) {
      const waiting = this.state.unwrittenRows + this.news.unstored.length;
      this.storeFault.failed(error, waiting <= this.request.config.watch.maxHeldRows);
      return false;
    }
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
    const said = lossSentence(this.status().loss);
    if (said === this.saidLoss) return;
    this.saidLoss = said;
    if (said !== '') this.request.reporter.warning(said);
  }

  status(): WatchStatus {
    const wall = this.request.clock.wall();
    const rows = this.arrivedRows + this.newRows;
    return statusOf(this.judge, [...this.books.values()], { wall, rows, checkpointMs: this.checkpointMs });
  }
}
