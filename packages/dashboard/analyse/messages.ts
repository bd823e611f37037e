/** What page and worker tell each other. */
import type { FailureView, PageResult } from 'strayflow/browser';

export interface Question {
  readonly files: readonly File[];
  readonly internal: readonly string[];
  readonly seed: number;
}

export type Told =
  | { readonly kind: 'begin'; readonly stage: string; readonly unit: string }
  | { readonly kind: 'update'; readonly done: number; readonly total: number | null }
  | { readonly kind: 'result'; readonly result: PageResult }
  | { readonly kind: 'failed'; readonly failure: FailureView };
