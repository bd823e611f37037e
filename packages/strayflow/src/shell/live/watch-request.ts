/** What a watch is given: its inputs, its clock, whom it tells, and what acts for it. */
import type { Config } from '../../config.js';
import type { NetworkContext } from '../../model/behaviour.js';
import type { NamesOf } from '../../model/known-names.js';
import type { HistoryWriting } from '../../store/history-writing.js';
import type { Told } from '../../store/state-tables.js';
import type { Deed } from '../acting/enforcement.js';
import type { FaultPoint } from '../acting/fault-point.js';
import type { Known, Notifying } from '../acting/notifying.js';
import type { Responder } from '../acting/responder.js';
import type { SavedBaseline } from '../baseline-file.js';
import type { SavedModels } from '../model-file.js';
import type { ActingTroubles } from './acting.js';
import type { InputPosition, LiveInputs } from './live-input.js';
import type { WatchStatus } from './status.js';

export interface WatchClock {
  /** Unix ms. */
  wall(): number;
  /** Any origin (ms); never goes back. */
  elapsed(): number;
  /** Calls back every so often; what it returns ends that. */
  every(ms: number, call: () => void): () => void;
}

/** Is told of everything, after it is stored, or was tried to be. */
export interface WatchReporter {
  /** @param namesOf what addresses are called by now */
  told(news: Told, namesOf: NamesOf): void;
  status(status: WatchStatus): void;
  /** With each status. */
  troubles?(troubles: ActingTroubles): void;
  /** Blocks that an enforcer began or ended to hold. */
  acted(deed: Deed): void;
  /** One sentence that the operator must know. */
  warning(text: string): void;
}

export interface WatchRequest {
  readonly config: Config;
  /** Of this network, or the baseline that stands in for them; null: known behaviours and addresses alone judge. */
  readonly models: SavedModels | SavedBaseline | null;
  /** Asked before each checkpoint: models that are to judge from there on; null: those in force go on. */
  readonly newerModels?: (() => Judging | null) | undefined;
  /** Asked after each checkpoint: the policy that is to decide from there on; null: that in force goes on. */
  readonly newerPolicy?: (() => NewPolicy | null) | undefined;
  readonly state: string;
  /** Opens the inputs where the stored positions say. */
  open(positions: readonly InputPosition[]): LiveInputs;
  readonly clock: WatchClock;
  readonly reporter: WatchReporter;
  /** Acts on decisions, once the state is open; null, or what gives null: nothing is done about them. */
  readonly openResponder: ((config: Config) => Responder | null) | null;
  /** Tells people, by what is known; null, or what gives null: nobody is told but by the reporter. */
  readonly openNotifying: ((known: Known, config: Config) => Notifying | null) | null;
  /** No input is read again that others wrote: what comes, comes as it happens. */
  readonly isPrompt?: boolean | undefined;
  /** Who writes the history; absent: the watch itself, between two events. */
  readonly writing?: HistoryWriting | undefined;
  /** At the end of all inputs everything that waits is judged, as `analyze` does. */
  readonly untilEnd: boolean;
  /** Where addresses are; absent: signs of it are not looked for. */
  readonly locate?: NetworkContext['locate'] | undefined;
  /** Stop gracefully. */
  readonly signal: AbortSignal;
  readonly faultPoint?: FaultPoint | undefined;
}

/** What judges, and what follows from it. */
export interface Judging {
  readonly models: SavedModels;
  readonly config: Config;
}

export interface NewPolicy {
  /** As before, but for the policy. */
  readonly config: Config;
  /** It decides from here on; it is offered again until then. */
  taken(): void;
}
