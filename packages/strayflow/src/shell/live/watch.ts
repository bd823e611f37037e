/** The live shell: events of the inputs -> order -> route -> one transaction per checkpoint -> what is told. */
import type { Config } from '../../config.js';
import type { LiveJudge, News } from '../../live/judge.js';
import type { NetworkContext } from '../../model/behaviour.js';
import type { NamesOf } from '../../model/known-names.js';
import { TICK_MS } from '../../model/window.js';
import { LiveState } from '../../store/live-state.js';
import type { OverviewEffects } from '../../store/overview-tables.js';
import type { Books, Told } from '../../store/state-tables.js';
import type { Deed } from '../acting/enforcement.js';
import type { FaultPoint } from '../acting/fault-point.js';
import type { Known, Notifying } from '../acting/notifying.js';
import type { Responder } from '../acting/responder.js';
import type { SavedBaseline } from '../baseline-file.js';
import type { SavedModels } from '../model-file.js';
import { Acting, isDecision } from './acting.js';
import { CoverageBook } from './coverage-book.js';
import type { InputPosition, LiveEvent, LiveInputs, LiveLoss } from './live-input.js';
import { lossSentence } from './loss.js';
import { statusOf, type WatchStatus } from './status.js';
import { StoreFault } from './store-fault.js';
import { openJudge, shapeOf } from './stored-judge.js';
import { ToldBefore } from './told-before.js';

export interface WatchClock {
  /** Unix ms. */
  wall(): number;
  /** Any origin (ms); never goes back. */
  elapsed(): number;
  /** Calls back every so often; what it returns ends that. */
  every(ms: number, call: () => void): () => void;
}

/** Is told of everything, after it is stored, or was tried to be. */
export interface WatchReporter {
  /** @param namesOf what addresses are called by now */
  told(news: Told, namesOf: NamesOf): void;
  status(status: WatchStatus): void;
  /** Blocks that an enforcer began or ended to hold. */
  acted(deed: Deed): void;
  /** One sentence that the operator must know. */
  warning(text: string): void;
}

export interface WatchRequest {
  readonly config: Config;
  /** Of this network, or the baseline that stands in for them; null: known behaviours and addresses alone judge. */
  readonly models: SavedModels | SavedBaseline | null;
  /** Asked before each checkpoint: models that are to judge from there on; null: those in force go on. */
  readonly newerModels?: (() => Judging | null) | undefined;
  /** Asked after each checkpoint: the policy that is to decide from there on; null: that in force goes on. */
  readonly newerPolicy?: (() => NewPolicy | null) | undefined;
  readonly state: string;
  /** Opens the inputs where the stored positions say. */
  open(positions: readonly InputPosition[]): LiveInputs;
  readonly clock: WatchClock;
  readonly reporter: WatchReporter;
  /** Acts on decisions, once the state is open; null, or what gives null: nothing is done about them. */
  readonly openResponder: ((config: Config) => Responder | null) | null;
  /** Tells people, by what is known; null, or what gives null: nobody is told but by the reporter. */
  readonly openNotifying: ((known: Known, config: Config) => Notifying | null) | null;
  /** No input is read again that others wrote: what comes, comes as it happens. */
  readonly isPrompt?: boolean | undefined;
  /** At the end of all inputs everything that waits is judged, as `analyze` does. */
  readonly untilEnd: boolean;
  /** Where addresses are; absent: signs of it are not looked for. */
  readonly locate?: NetworkContext['locate'] | undefined;
  /** Stop gracefully. */
  readonly signal: AbortSignal;
  readonly faultPoint?: FaultPoint | undefined;
}

/** What judges, and what follows from it. */
export interface Judging {
  readonly models: SavedModels;
  readonly config: Config;
}

export interface NewPolicy {
  /** As before, but for the policy. */
  readonly config: Config;
  /** It decides from here on; it is offered again until then. */
  taken(): void;
}

/** Event time may follow the clock on the wall when the newest record is this near to it (ms). */
const LIVE_MS = 900_000;
/** Storing takes at most one part in so many of the time. */
const CHECKPOINT_SHARE = 10;
/** How often evidence and decisions that are new are told ahead of the next checkpoint (ms). */
const TELL_MS = 500;
/** How often there may be something to do about blocks (ms). */
const RESPOND_MS = 250;

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
  private sequence: number;
  /** Number of the last piece of news that was printed. */
  private printed: number;
  /** Number of the last piece of news that no restart judges again. */
  private settled: number;
  /** Line of the order when news were told last ahead of a checkpoint (Unix ms): up to here a restart judges again what was told. */
  private toldUntil: number;
  /** What was told and is not stored yet, in order. */
  private unstored: Told[] = [];
  private readonly toldBefore: ToldBefore;
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
    this.sequence = Number(settings.get('sequence') ?? 0);
    this.printed = this.sequence;
    this.settled = Number(settings.get('settled') ?? this.sequence);
    this.toldUntil = Number(settings.get('toldUntil') ?? Number.NEGATIVE_INFINITY);
    this.toldBefore = new ToldBefore(state.toldSince(this.settled));
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
    this.acting.begin(request.config, this.sequence);
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
      for (;;) {
        const event = await this.inputs.next();
        if (event.kind === 'end') break;
        this.take(event);
      }
      if (this.request.untilEnd && !signal.aborted) this.finish();
      this.storeFault.rethrow();
      this.state.confirm(this.sequence);
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
    if (newerPolicy === undefined || this.isChanged || this.unstored.length > 0 || this.acting.isClosing)
      return;
    const newer = newerPolicy();
    if (newer === null || !this.acting.follow(newer.config, this.sequence)) return;
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
    const news = this.judge.takeNews();
    this.unstored.push(...this.number(news));
    this.stateNetwork();
    for (const note of news.notes) this.request.reporter.warning(note);
    if (this.unstored.some(isDecision)) this.request.faultPoint?.('before-state');
    this.toldUntil = Math.max(this.toldUntil, this.judge.order.state.line);
    const settings = new Map([
      ['sequence', String(this.sequence)],
      ['told', String(this.printed)],
      ['settled', String(this.settled)],
      ['toldUntil', String(this.toldUntil)],
    ]);
    const { hosts } = this.overview();
    if (!this.stored(() => this.state.tell(this.unstored, settings, hosts))) return;
    const told = this.unstored;
    this.unstored = [];
    this.isChanged = true;
    this.print(told);
    this.acting.take(told.filter(isDecision));
  }

  private print(told: readonly Told[]): void {
    for (const each of told) {
      if (each.sequence > this.printed) this.request.reporter.told(each, this.namesOf);
    }
    this.printed = this.sequence;
  }

  private store(positions: readonly InputPosition[], tick: number | null): void {
    const started = this.request.clock.elapsed();
    const news = this.judge.takeNews();
    this.unstored.push(...this.number(news));
    const snapshot = this.judge.snapshot();
    this.arrivedRows += this.newRows;
    this.newRows = 0;
    const { line } = this.judge.order.state;
    const settled = line >= this.toldUntil ? this.sequence : this.settled;
    const settings = new Map([
      ['sequence', String(this.sequence)],
      ['told', String(this.printed)],
      ['settled', String(settled)],
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
    const { books, judge, unstored: told } = this;
    const { now } = judge;
    if (told.some(isDecision)) this.request.faultPoint?.('before-state');
    const overview = this.overview();
    const commit = { positions, books, snapshots, settings, told, tick, line, hoursUntil, now, overview };
    const isStored = this.stored(() => this.state.commit(commit));
    this.storedBytes = [...snapshots.values()].reduce((sum, bytes) => sum + bytes.length, 0);
    this.checkpointMs = this.request.clock.elapsed() - started;
    this.stateNetwork();
    this.print(told);
    for (const note of news.notes) this.request.reporter.warning(note);
    if (!isStored) return;
    this.unstored = [];
    this.settled = settled;
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
      const waiting = this.state.unwrittenRows + this.unstored.length;
      this.storeFault.failed(error, waiting <= this.request.config.watch.maxHeldRows);
      return false;
    }
  }

  /** Gives the news their numbers, and evidence the risk of its host. */
  private number({ evidence, decisions, effects }: News): readonly Told[] {
    this.acting.observe(effects);
    if (evidence.length + decisions.length === 0) return [];
    return [
      ...evidence
        .filter((piece) => !this.toldBefore.hasEvidence(piece))
        .map((piece): Told => {
          const risk = this.judge.peakRisk(piece);
          return { kind: 'evidence', sequence: ++this.sequence, evidence: piece, risk };
        }),
      ...decisions
        .filter((decision) => !this.toldBefore.hasDecision(decision))
        .map((decision): Told => ({ kind: 'decision', sequence: ++this.sequence, decision })),
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
