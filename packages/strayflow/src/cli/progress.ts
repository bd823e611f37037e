/** A progress line on standard error for what takes over two seconds; nothing where nobody looks. */

export interface ProgressOutput {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

const QUIET_MS = 2_000;
const REFRESH_MS = 200;

/** One job at a time; `update` is cheap enough for every batch. */
export class Progress {
  private readonly output: ProgressOutput;
  private readonly clock: () => number;
  private readonly enabled: boolean;
  private title = '';
  private unit = '';
  private started = 0;
  private drawn = 0;
  private visible = false;

  /** `clock` in ms, any origin. */
  constructor(output: ProgressOutput, clock: () => number, enabled = output.isTTY === true) {
    this.output = output;
    this.clock = clock;
    this.enabled = enabled;
  }

  begin(title: string, unit: string): void {
    this.clear();
    this.title = title;
    this.unit = unit;
    this.started = this.clock();
    this.drawn = this.started;
  }

  /** `done` units of `total`; null when nobody knows how many there will be. */
  update(done: number, total: number | null): void {
    if (!this.enabled) return;
    const now = this.clock();
    const elapsed = now - this.started;
    if (elapsed < QUIET_MS || now - this.drawn < REFRESH_MS) return;
    this.drawn = now;
    this.visible = true;
    const rate = (done / elapsed) * 1000;
    const left = total === null || rate === 0 ? null : (total - done) / rate;
    const share =
      total === null || total === 0 ? '' : `${bar(done / total, 20)} ${Math.floor((100 * done) / total)} % `;
    const line = `${this.title} ${share}${amount(rate)} ${this.unit}/s${left === null ? '' : `, ${duration(left)} left`}`;
    this.output.write(`\r\x1b[K${line.slice(0, (this.output.columns ?? 80) - 1)}`);
  }

  /** Takes the line away, so that other text can be written. */
  clear(): void {
    if (this.visible) this.output.write('\r\x1b[K');
    this.visible = false;
  }
}

function bar(share: number, width: number): string {
  const full = Math.min(width, Math.max(0, Math.round(share * width)));
  return `[${'='.repeat(full)}${' '.repeat(width - full)}]`;
}

function amount(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toFixed(1)} G`;
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M`;
  if (value >= 1e3) return `${(value / 1e3).toFixed(1)} k`;
  return value.toFixed(0);
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
