/** How fast inputs are read and what they lose, by what was seen of them not long ago. */
import type { InputBooks } from '../../store/reading/inputs.js';

interface Sample {
  readonly time: number;
  readonly read: number;
  readonly lost: number;
}

export interface Rate {
  /** Records a minute; null as long as there is nothing to compare with. */
  readonly perMinute: number | null;
  readonly isLossy: boolean;
}

const SPAN_MS = 300_000;
const LEAST_MS = 5_000;
const MOST_INPUTS = 5_000;

export class SourceRates {
  private readonly samples = new Map<number, Sample[]>();

  /** @param now the wall's clock (Unix ms) */
  look({ input, summary, loss }: InputBooks, now: number): Rate {
    const { kernelDrops, overloadDrops, sequenceGaps } = loss;
    const sample = { time: now, read: summary?.read ?? 0, lost: kernelDrops + overloadDrops + sequenceGaps };
    const known = this.samples.get(input) ?? [];
    const recent = known.filter(({ time }) => time > now - SPAN_MS && time <= now);
    const [first] = recent;
    const last = recent.at(-1);
    if (last === undefined || now - last.time >= LEAST_MS) recent.push(sample);
    if (this.samples.size < MOST_INPUTS || this.samples.has(input)) this.samples.set(input, recent);
    if (first === undefined || now - first.time < LEAST_MS) return { perMinute: null, isLossy: false };
    const perMinute = (Math.max(0, sample.read - first.read) * 60_000) / (now - first.time);
    return { perMinute, isLossy: sample.lost > first.lost };
  }
}
