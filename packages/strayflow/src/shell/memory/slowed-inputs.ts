/** Live inputs that are taken more slowly while memory is short: what waits stays in files and pipes, or is dropped where that is counted. */
import type { InputPosition, LiveEvent, LiveInputs } from '../live/live-input.js';

export interface MemoryGauge {
  /** Bytes that are in use; null where nobody knows. */
  used(): number | null;
  readonly limitBytes: number;
  /** Any origin (ms); never goes back. */
  elapsed(): number;
  /** Resolves after so long (ms). */
  pause(ms: number): Promise<void>;
  /** One sentence that the operator must know. */
  warning(text: string): void;
}

/** Parts of the limit at which inputs are slowed, and are not any more. */
const SHORT = 0.9;
const ENOUGH = 0.8;
/** How often it is looked (ms). */
const LOOK_MS = 500;
/**
 * Before each batch, where memory is short. Never for ever: rows that wait are judged, and forgotten, only when later ones
 * have come.
 */
const PAUSE_MS = 250;

export class SlowedInputs implements LiveInputs {
  private readonly inputs: LiveInputs;
  private readonly gauge: MemoryGauge;
  private isShort = false;
  private isStopping = false;
  private looked = Number.NEGATIVE_INFINITY;

  constructor(inputs: LiveInputs, gauge: MemoryGauge) {
    this.inputs = inputs;
    this.gauge = gauge;
  }

  async next(): Promise<LiveEvent> {
    const event = await this.inputs.next();
    if (event.kind !== 'records' || this.isStopping) return event;
    this.look();
    if (this.isShort) await this.gauge.pause(PAUSE_MS);
    return event;
  }

  private look(): void {
    const { gauge } = this;
    const now = gauge.elapsed();
    if (now - this.looked < LOOK_MS) return;
    this.looked = now;
    const share = (gauge.used() ?? 0) / gauge.limitBytes;
    if (share >= SHORT && !this.isShort) {
      this.isShort = true;
      gauge.warning(
        `${Math.round(100 * share)} % of the memory that it may have is in use: inputs are read more slowly. Datagrams may be dropped, which is counted.`,
      );
    } else if (share < ENOUGH && this.isShort) {
      this.isShort = false;
      gauge.warning('There is enough memory again: inputs are read as fast as they come.');
    }
  }

  requestCheckpoint(): void {
    this.inputs.requestCheckpoint();
  }

  stored(positions: readonly InputPosition[]): void {
    this.inputs.stored(positions);
  }

  stop(): void {
    this.isStopping = true;
    this.inputs.stop();
  }

  close(): Promise<void> {
    return this.inputs.close();
  }
}
