/** The plug-in kinds "report" and "action". */
import type { z } from 'zod';
import type { Analysis } from './analysis.js';
import type { Decision } from './decision.js';

export interface ReportFile {
  /** Path below the report folder, with forward slashes: "plots/risk.svg". */
  readonly path: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
}

/** Pure: the same analysis gives the same bytes. */
export interface Report {
  readonly name: string;
  readonly title: string;
  /** `earlier` holds the files that reports before this one in the registry made (the HTML page embeds the plots). */
  render(analysis: Analysis, earlier: readonly ReportFile[]): readonly ReportFile[];
}

/** What an action is told. */
export interface ActionInput {
  readonly analysis: Analysis;
  /** Decisions that are new and reached the action's line. */
  readonly decisions: readonly Decision[];
  readonly files: readonly ReportFile[];
}

export type ActionResult =
  | { readonly outcome: 'done'; readonly detail: string }
  | { readonly outcome: 'nothing-to-do'; readonly detail: string }
  | { readonly outcome: 'failed'; readonly detail: string; readonly hint: string; readonly cause: unknown };

/** Does something in the world about decisions. Never throws: an action that fails says so and detection goes on. */
export interface Action<Options = unknown> {
  readonly name: string;
  readonly title: string;
  readonly options: z.ZodType<Options>;
  perform(input: ActionInput, options: Options): Promise<ActionResult>;
  /** For `doctor`: can it be done, without doing it? */
  check(options: Options): Promise<ActionResult>;
}
