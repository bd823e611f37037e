/** Histograms of scores with bins that were fixed when the models were fitted. */
import type { ScoreHistogram } from '../model/analysis.js';
import type { HistogramAxis, RowKind, RowModels } from './models.js';
import { MEMBERS } from './models.js';
import type { RowScores } from './scorer.js';

const BINS = 50;
/** Of the combined surprise: tenths. */
const SURPRISE_BINS = 80;
const SURPRISE_HIGH = 8;

/** Plain data: counts per bin, one member after the other, then those of the combined surprise. */
export interface ScoreCounts {
  readonly members: readonly Float64Array[];
  readonly combined: Float64Array;
  /** Rows judged, and those at or above a surprise of 2. */
  judged: number;
  strange: number;
}

export function scoreCounts(models: RowModels): ScoreCounts {
  return {
    members: models.axes.map(() => new Float64Array(BINS)),
    combined: new Float64Array(SURPRISE_BINS),
    judged: 0,
    strange: 0,
  };
}

export function countScores(counts: ScoreCounts, models: RowModels, scores: RowScores): void {
  scores.members.forEach((member, m) => {
    const axis = models.axes[m]!;
    const bins = counts.members[m]!;
    for (const score of member.scores) bins[binOf(score, axis.low, axis.high, BINS)]!++;
  });
  for (const surprise of scores.surprise) {
    counts.combined[binOf(surprise, 0, SURPRISE_HIGH, SURPRISE_BINS)]!++;
    counts.judged++;
    if (surprise >= 2) counts.strange++;
  }
}

function binOf(value: number, low: number, high: number, bins: number): number {
  return Math.min(bins - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * bins)));
}

/** One histogram a member, and one of the combined surprise. */
export function histograms(counts: ScoreCounts, models: RowModels): readonly ScoreHistogram[] {
  const of = models.kind === 'flow' ? 'flows' : 'hosts and windows';
  const members = models.axes.map((axis, m) => {
    const member = MEMBERS.find((candidate) => candidate.name === axis.name)!;
    return {
      title: `${member.title}, ${of}`,
      name: `${prefix(models.kind)}${axis.name}`,
      unit: `${member.unit} (the last bar holds all above)`,
      edges: edges(axis.low, axis.high, BINS),
      counts: [...counts.members[m]!],
      threshold: axis.threshold,
    };
  });
  const combined = {
    title: `All models together, ${of}`,
    name: `${prefix(models.kind)}combined`,
    unit: 'surprise, -log10 of the tail probability (the last bar holds all above)',
    edges: edges(0, SURPRISE_HIGH, SURPRISE_BINS),
    counts: [...counts.combined],
    threshold: 2,
  };
  return [...members, combined];
}

/** Where a member's bins lie: the line of one in a hundred stands at two fifths of the axis. */
export function histogramAxis(
  name: HistogramAxis['name'],
  calibration: Float64Array,
  threshold: number,
): HistogramAxis {
  const sorted = calibration.slice().sort();
  const low = sorted[0]!;
  const median = sorted[sorted.length >> 1]!;
  const high = Math.max(threshold, median) + 1.5 * Math.max(threshold - median, 0);
  const width = Math.max(1e-9, 1e-9 * Math.abs(low));
  return { name, low, high: Math.max(high, low + width), threshold };
}

function prefix(kind: RowKind): string {
  return kind === 'flow' ? '' : 'host-window-';
}

function edges(low: number, high: number, bins: number): readonly number[] {
  return Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins);
}
