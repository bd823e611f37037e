/** Scores of labelled flows, and how well each model alone and all combined rank them. */
import { auprc, auroc } from '@strayflow/detectors';
import type { FlowScores } from '../../learned/index.js';
import type { FlowRows } from '../../model/feature-rows.js';
import { Label, type LabelTable } from './label-table.js';

/** Labelled flows that are kept; the others are counted. */
const MOST = 4_000_000;
export const COMBINED = 'combined';

export interface ModelQuality {
  /** Name of the model, or "combined". */
  readonly model: string;
  readonly auroc: number;
  readonly auprc: number;
}

export interface FlowQuality {
  readonly malicious: number;
  readonly benign: number;
  /** Flows whose label says that nobody knows. */
  readonly unknown: number;
  /** Flows without a label, or with one that truth.json does not list. */
  readonly unlabelled: number;
  /** Labels that truth.json does not list; at most ten an input. */
  readonly unlisted: readonly string[];
  /** Labelled flows beyond the most that are kept. */
  readonly dropped: number;
  /** Combined first; empty where nothing can be ranked. */
  readonly models: readonly ModelQuality[];
  /** Why nothing can be ranked; null when it can. */
  readonly reason: string | null;
}

export class ScoredFlows {
  private readonly tables: readonly LabelTable[];
  private readonly labels: number[] = [];
  private readonly scores = new Map<string, number[]>();
  private unknown = 0;
  private unlabelled = 0;
  private dropped = 0;
  private judged = false;

  /** One table per input, in order of the inputs. */
  constructor(tables: readonly LabelTable[]) {
    this.tables = tables;
  }

  add({ flows, length }: FlowRows, scores: FlowScores | null): void {
    for (let row = 0; row < length; row++) {
      const label = this.tables[flows.input[row]!]?.of(flows.recordNumber[row]!) ?? Label.none;
      if (label === Label.unknown) this.unknown++;
      else if (label === Label.none || label === Label.unlisted) this.unlabelled++;
      else if (this.labels.length >= MOST) this.dropped++;
      else {
        this.labels.push(label === Label.malicious ? 1 : 0);
        if (scores !== null) this.keep(scores, row);
      }
    }
  }

  private keep(scores: FlowScores, row: number): void {
    this.judged ||= scores.members.length > 0;
    this.column(COMBINED).push(scores.surprise[row]!);
    for (const member of scores.members) this.column(member.name).push(member.scores[row]!);
  }

  private column(name: string): number[] {
    const before = this.scores.get(name);
    if (before !== undefined) return before;
    const column: number[] = [];
    this.scores.set(name, column);
    return column;
  }

  quality(): FlowQuality {
    const malicious = this.labels.reduce((sum, label) => sum + label, 0);
    const benign = this.labels.length - malicious;
    const { unknown, unlabelled, dropped } = this;
    const reason = this.reason(malicious, benign);
    const models = reason === null ? [...this.scores].map(([model, column]) => this.rank(model, column)) : [];
    const unlisted = [...new Set(this.tables.flatMap((table) => table.unlisted))].sort();
    return { malicious, benign, unknown, unlabelled, unlisted, dropped, models, reason };
  }

  private reason(malicious: number, benign: number): string | null {
    if (malicious === 0) return 'no flow is labelled malicious';
    if (benign === 0) return 'no flow is labelled benign';
    return this.judged ? null : 'no model judged these flows';
  }

  private rank(model: string, column: readonly number[]): ModelQuality {
    const scores = Float64Array.from(column);
    return { model, auroc: auroc(scores, this.labels), auprc: auprc(scores, this.labels) };
  }
}
