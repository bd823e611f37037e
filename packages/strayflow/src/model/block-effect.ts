/** What traffic shows of a block that stands: whether it holds, and whom it costs what. */
export interface BlockEffect {
  readonly site: string;
  /** Address or prefix, as the decision has it. */
  readonly host: string;
  /** Event times (Unix ms): the decision, and the end of the block as far as it is known. */
  readonly since: number;
  readonly until: number;
  /** Flows that the blocked side began, and that got no answer. */
  readonly refused: number;
  /** Flows of either side that began when the block had to stand, and were answered all the same; up to MOST_COUNTED. */
  readonly passed: number;
  /** Flows that others began to the blocked side, and that got no answer: what the block costs. */
  readonly missed: number;
  /** How many hosts began those, up to MOST_COUNTED. */
  readonly losers: number;
}

export const MOST_COUNTED = 1_000;
