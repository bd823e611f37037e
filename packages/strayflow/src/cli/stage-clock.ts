/** How long each stage of a run took, for the manifest. */
export class StageClock {
  private readonly now: () => number;
  private readonly seconds = new Map<string, number>();
  private open: { stage: string; started: number } | null = null;

  /** `now` in ms, any origin. */
  constructor(now: () => number) {
    this.now = now;
  }

  /** Ends the open stage and begins another; a stage that comes again is added up. */
  begin(stage: string): void {
    this.end();
    this.open = { stage, started: this.now() };
  }

  end(): void {
    if (this.open === null) return;
    const { stage, started } = this.open;
    this.seconds.set(stage, (this.seconds.get(stage) ?? 0) + (this.now() - started) / 1000);
    this.open = null;
  }

  /** Seconds by stage, in the order in which they began. */
  get stages(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      [...this.seconds].map(([stage, seconds]) => [stage, Math.round(seconds * 1000) / 1000]),
    );
  }
}
