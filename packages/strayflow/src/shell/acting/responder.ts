/** Carries decisions of the live shell into the ledger, and keeps the enforcers in agreement with it. */
import { formatPrefix, parsePrefix } from '../../model/address.js';
import type { BlockEffect } from '../../model/block-effect.js';
import { type Decision, isBlock } from '../../model/decision.js';
import { StrayflowError } from '../../model/errors.js';
import { counted } from '../../model/format.js';
import type { BlockOrder } from '../../store/ledger/blocks.js';
import type { Ledger } from '../../store/ledger/ledger.js';
import { agree, type ConfiguredEnforcer, type Deed } from './enforcement.js';
import type { FaultPoint } from './fault-point.js';
import { type MachinePeer, needOf } from './machine.js';
import type { Trouble } from './trouble.js';

export interface ResponderClock {
  /** Unix ms. */
  wall(): number;
  /** Any origin (ms); never goes back. */
  elapsed(): number;
}

export interface ResponderReporter {
  acted(deed: Deed): void;
  /** One sentence that the operator must know. */
  warning(text: string): void;
}

export interface ResponderRequest {
  readonly ledger: Ledger;
  readonly site: string;
  readonly enforcers: readonly ConfiguredEnforcer[];
  readonly clock: ResponderClock;
  readonly reporter: ResponderReporter;
  /** Asked anew for each block: sessions come and go. */
  machine(): readonly MachinePeer[];
  /** Ended blocks are listed for so long (days). */
  readonly keepDays: number;
  readonly faultPoint?: FaultPoint | undefined;
}

export interface NumberedDecision {
  readonly sequence: number;
  readonly decision: Decision;
}

/** Whatever happens, ledger and world are compared so often (ms). */
const FULL_MS = 30_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;
/** Decisions that wait for a ledger that cannot be written; the oldest are the state's to tell again. */
const MOST_WAITING = 100_000;

interface Fault {
  tries: number;
  /** Elapsed ms. */
  next: number;
  readonly text: string;
}

export class Responder {
  private readonly request: ResponderRequest;
  private readonly faults = new Map<string, Fault>();
  private waiting: NumberedDecision[] = [];
  /** By site, host and beginning. */
  private readonly effects = new Map<string, BlockEffect>();
  private version = -1;
  private nextFull = Number.NEGATIVE_INFINITY;
  private running: Promise<void> | null = null;

  constructor(request: ResponderRequest) {
    this.request = request;
  }

  /** Number of the last decision that was acted on; 0 before the first. */
  get decided(): number {
    return this.request.ledger.decided;
  }

  /** Decisions in order of their numbers, once they are stored; those that the ledger has already change nothing. */
  take(decisions: readonly NumberedDecision[]): void {
    this.waiting.push(...decisions.slice(0, MOST_WAITING - this.waiting.length));
    this.look();
  }

  /** What traffic showed of the blocks, where it changed; kept with them, for `strayflow blocks list`. */
  observe(effects: readonly BlockEffect[]): void {
    for (const effect of effects) {
      const key = JSON.stringify([effect.site, effect.host, effect.since]);
      if (this.effects.size < MOST_WAITING || this.effects.has(key)) this.effects.set(key, effect);
    }
  }

  /** To be called a few times a second: does what there is to do, if anything. */
  look(): void {
    if (this.running !== null) return;
    this.running = this.act().finally(() => {
      this.running = null;
    });
  }

  /** Waits for what is being done. */
  async settled(): Promise<void> {
    await this.running;
  }

  /** Waits for what is being done, and gives the ledger free. Blocks stay until they end. */
  async stop(): Promise<void> {
    await this.settled();
    // What came while the last was being done.
    if (this.waiting.length > 0) this.look();
    await this.settled();
    this.request.ledger.close();
  }

  private async act(): Promise<void> {
    const { ledger, enforcers, clock, keepDays } = this.request;
    const isWritten = this.attempt('ledger', () => {
      this.store();
      if (this.effects.size > 0) ledger.observe([...this.effects.values()]);
      this.effects.clear();
      ledger.expire(clock.wall(), keepDays);
    });
    const { version } = ledger;
    const elapsed = clock.elapsed();
    const isDue = isWritten || version !== this.version || elapsed >= this.nextFull;
    if (isDue) this.nextFull = elapsed + FULL_MS;
    this.version = version;
    for (const each of enforcers) {
      const fault = this.faults.get(each.enforcer.name);
      if (fault === undefined ? isDue : elapsed >= fault.next) await this.agree(each);
    }
  }

  /** Whether there was something to write. */
  private attempt(name: string, work: () => void): boolean {
    const fault = this.faults.get(name);
    if (fault !== undefined && this.request.clock.elapsed() < fault.next) return false;
    const had = this.waiting.length > 0;
    try {
      work();
      this.works(name);
      return had;
    } catch (error) {
      this.failed(name, error);
      return false;
    }
  }

  private store(): void {
    const { ledger, clock, machine, faultPoint } = this.request;
    const last = this.waiting.at(-1);
    if (last === undefined) return;
    const now = clock.wall();
    const known = ledger.decided;
    const orders = this.waiting.flatMap(({ sequence, decision }) =>
      sequence > known && isBlock(decision) && !decision.simulated ? [orderOf(decision)] : [],
    );
    const current = orders.filter((order) => order !== null && order.expires > now) as BlockOrder[];
    if (current.length > 0) {
      const peers = machine();
      faultPoint?.('before-ledger');
      ledger.take(current, last.sequence, now, (order) => this.refusal(order, peers));
      faultPoint?.('after-ledger');
    }
    this.waiting = [];
  }

  /** Why the block must not be, in words that follow "held: "; null where nothing speaks against it. */
  private refusal(order: BlockOrder, peers: readonly MachinePeer[]): string | null {
    const { site } = this.request;
    if (order.site !== site) {
      return `it was seen at site ${order.site}, and this acts for ${site}, where the same address may be somebody else`;
    }
    return needOf(parsePrefix(order.prefix)!, peers);
  }

  private async agree(configured: ConfiguredEnforcer): Promise<void> {
    const { ledger, site, clock, reporter, faultPoint } = this.request;
    const { name } = configured.enforcer;
    try {
      const deed = await agree(ledger, site, configured, clock.wall(), faultPoint);
      this.works(name);
      if (deed !== null) reporter.acted(deed);
    } catch (error) {
      this.failed(name, error);
    }
  }

  private works(name: string): void {
    const fault = this.faults.get(name);
    if (fault === undefined) return;
    this.faults.delete(name);
    this.request.reporter.warning(`${name} works again, after ${counted(fault.tries, 'fault')}.`);
  }

  /** A fault is told once, and again when it is another one. */
  private failed(name: string, error: unknown): void {
    const { clock, reporter, ledger } = this.request;
    const text = error instanceof Error ? error.message : String(error);
    const before = this.faults.get(name);
    const tries = (before?.tries ?? 0) + 1;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
    this.faults.set(name, { tries, next: clock.elapsed() + pause, text });
    if (before?.text === text) return;
    const hint = error instanceof StrayflowError ? ` ${error.hint}` : '';
    reporter.warning(`${name}: ${text}. It is tried again; detection goes on.${hint}`);
    if (name === 'ledger') return;
    try {
      ledger.note('enforce-failed', name, { fault: text }, clock.wall());
    } catch (cause) {
      this.failed('ledger', cause);
    }
  }

  /** What fails now, in the words of its fault. */
  get troubles(): readonly Trouble[] {
    return [...this.faults].map(([name, { text }]) => ({ name, fault: text }));
  }
}

/** Null where the host is no address. */
function orderOf(decision: Decision): BlockOrder | null {
  const prefix = parsePrefix(decision.host);
  if (prefix === null || decision.expires === null) return null;
  const { site, rule, reason, evidenceIds, time, expires, approval, grounds } = decision;
  return {
    site,
    prefix: formatPrefix(prefix),
    rule,
    reason,
    evidenceIds,
    decided: time,
    expires,
    approval,
    ...(grounds === undefined ? {} : { grounds }),
  };
}
