/** What doctor answers to one question. */
export interface Answer {
  readonly question: string;
  /** Null: not set up, so there is nothing to answer. */
  readonly ok: boolean | null;
  readonly detail: string;
  readonly hint?: string;
}
