/** Traffic that sets off one kind of evidence, to see how it is worded. */
import type { Behaviour } from '../../src/model/behaviour.js';
import type { Evidence } from '../../src/model/evidence.js';
import { type DriveOptions, latest } from '../behaviours/drive.js';
import { driveFacts } from '../behaviours/drive-facts.js';
import type { FactRow } from '../fact-rows.js';
import { type FlowRow, START } from '../flow-rows.js';

export type Row = Partial<FlowRow>;

export interface Scenario {
  /** "port-scan: vertical": the stage that tells it, and which of its kinds. */
  readonly name: string;
  /** The stage that tells it. */
  readonly stage: string;
  /** All that is told, the last revision of each. */
  readonly told: () => readonly Evidence[];
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const times = <Result>(count: number, make: (i: number) => Result): Result[] =>
  Array.from({ length: count }, (_, i) => make(i));
/** START and so many seconds. */
export const at = (seconds: number) => START + 1_000 * seconds;
/** Some outside address, another for each number. */
export const anyone = (i: number) => `198.${51 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`;

export function scenario<Options, State extends object>(
  stage: Behaviour<Options, State>,
  kind: string,
  flows: readonly Row[],
  { facts = [], ...how }: DriveOptions & { readonly facts?: readonly FactRow[] } = {},
): Scenario {
  return {
    name: `${stage.name}: ${kind}`,
    stage: stage.name,
    told: () => latest(driveFacts(stage, facts, flows, how)),
  };
}
