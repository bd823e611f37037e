/** What a watch does about its decisions: blocks and messages, begun and ended as its policy says, also while it runs. */
import type { Config } from '../../config.js';
import type { BlockEffect } from '../../model/block-effect.js';
import { StrayflowError } from '../../model/errors.js';
import type { NamesOf } from '../../model/known-names.js';
import type { LiveState } from '../../store/live-state.js';
import type { Told } from '../../store/state-tables.js';
import type { Known, Notifying } from '../acting/notifying.js';
import type { NumberedDecision, Responder } from '../acting/responder.js';
import type { Trouble } from '../acting/trouble.js';

export interface ActingRequest {
  readonly openResponder: ((config: Config) => Responder | null) | null;
  readonly openNotifying: ((known: Known, config: Config) => Notifying | null) | null;
  readonly state: LiveState;
  readonly namesOf: NamesOf;
  /** One sentence that the operator must know. */
  warning(text: string): void;
}

/** What fails now of what holds blocks and of what tells people; null: nothing of it runs. */
export interface ActingTroubles {
  readonly enforcers: readonly Trouble[] | null;
  readonly notifiers: readonly Trouble[] | null;
}

export class Acting {
  private readonly request: ActingRequest;
  private responder: Responder | null = null;
  private notifying: Notifying | null = null;
  private closing: Promise<void> | null = null;
  /** Of why the last one could not be followed. */
  private said = '';

  constructor(request: ActingRequest) {
    this.request = request;
  }

  /** Goes on where the last run ended. @param sequence of the last decision. Throws StrayflowError. */
  begin(config: Config, sequence: number): void {
    const { state } = this.request;
    this.responder = this.openResponder(config);
    this.notifying = this.openNotifying(config);
    if (this.notifying === null) return;
    const { noted } = this.notifying;
    // What was decided before anybody was to be told stays untold.
    if (noted === null) this.notifying.beginAfter(sequence);
    else this.notifying.take(state.decidedSince(noted));
  }

  /**
   * The policy is another one. Who blocked goes on for the blocks that stand, which can be undone; without the mode
   * enforce there are no new ones. @returns false where it cannot be followed, which is told
   */
  follow(config: Config, sequence: number): boolean {
    try {
      const responder = this.responder ?? this.openResponder(config);
      this.responder = responder;
      if (config.policy.mode === 'observe') this.endNotifying();
      else if (this.notifying === null) {
        this.notifying = this.openNotifying(config);
        this.notifying?.beginAfter(sequence);
      }
      return true;
    } catch (error) {
      if (!(error instanceof StrayflowError)) throw error;
      const said = `The new policy is not used, that before goes on: ${error.message}. ${error.hint}`;
      if (said !== this.said) this.request.warning(said);
      this.said = said;
      return false;
    }
  }

  /** Whether what ended still sends: nothing may be begun beside it. */
  get isClosing(): boolean {
    return this.closing !== null;
  }

  /** Once they are stored. */
  take(decisions: readonly NumberedDecision[]): void {
    this.responder?.take(decisions);
    this.notifying?.take(decisions);
  }

  observe(effects: readonly BlockEffect[]): void {
    this.responder?.observe(effects);
  }

  /** To be called a few times a second. */
  look(): void {
    this.responder?.look();
    this.notifying?.look();
  }

  get troubles(): ActingTroubles {
    const { responder, notifying } = this;
    return { enforcers: responder?.troubles ?? null, notifiers: notifying?.troubles ?? null };
  }

  async stop(): Promise<void> {
    await this.responder?.stop();
    await this.notifying?.stop();
    await this.closing;
  }

  private openResponder(config: Config): Responder | null {
    const responder = this.request.openResponder?.(config) ?? null;
    responder?.take(this.request.state.decidedSince(responder.decided));
    return responder;
  }

  private openNotifying(config: Config): Notifying | null {
    const { openNotifying, state, namesOf } = this.request;
    return openNotifying?.({ evidence: (ids) => state.evidenceOf(ids), namesOf }, config) ?? null;
  }

  private endNotifying(): void {
    const ended = this.notifying;
    if (ended === null) return;
    this.notifying = null;
    this.closing = ended.stop().finally(() => {
      this.closing = null;
    });
  }
}

export function isDecision(news: Told): news is Told & NumberedDecision {
  return news.kind === 'decision';
}
