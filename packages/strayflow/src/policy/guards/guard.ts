/** What holds a block back. */
export interface Guard {
  readonly name: string;
  /** Plain words, to follow "not blocked: ". */
  readonly reason: string;
}
