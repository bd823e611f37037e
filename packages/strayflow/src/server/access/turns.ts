/** Costly work one after the other, and no more waiting than there is patience for. */
import { Problem } from '../problem.js';

export class Turns {
  private readonly most: number;
  private waiting = 0;
  private last: Promise<unknown> = Promise.resolve();

  /** @param most that may wait, the one at work included */
  constructor(most: number) {
    this.most = most;
  }

  /** Throws Problem 503 where too many wait, and whatever `work` throws. */
  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.waiting >= this.most) throw new Problem(503, 'Too many wait for the same.', { retryAfter: 5 });
    this.waiting++;
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.waiting--;
    }
  }
}
