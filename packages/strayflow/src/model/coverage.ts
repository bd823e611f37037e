/** What became of every record of the input: nothing is lost silently. */

export interface RejectExample {
  readonly reason: string;
  readonly record: number;
  readonly detail: string;
}

export interface InputSummary {
  /** As the user named it; "-" for standard input. */
  readonly name: string;
  /** Of the bytes as they were stored (hex). */
  readonly sha256: string;
  readonly format: string;
  readonly bytes: number;
  readonly read: number;
  /** Records that became flows or facts, or parts of them. */
  readonly parsed: number;
  readonly flows: number;
  readonly facts: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly ignored: Readonly<Record<string, number>>;
  /** At most 5 a reason. */
  readonly examples: readonly RejectExample[];
  readonly notes: readonly string[];
  /** Event time of the first and last record (Unix ms); null when there is none. */
  readonly firstTime: number | null;
  readonly lastTime: number | null;
}

export interface Coverage {
  readonly inputs: readonly InputSummary[];
  readonly read: number;
  readonly parsed: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly ignored: Readonly<Record<string, number>>;
  /** Packets per packet seen, as the source says; 1 = every packet. */
  readonly samplingRate: number;
  /** What caps made the stages forget, by stage. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Records whose event time was implausible and that were left out of time-based judgement, by reason. */
  readonly late: Readonly<Record<string, number>>;
}
