/** Where the sources of clouds put their records: the pairing table and the batch behind it. */
import type { OptionalColumn } from '../../model/flow-builder.js';
import type { ParserContext } from '../../model/source.js';
import { type BiflowLimits, type BiflowState, BiflowTable } from '../record/biflow-table.js';
import { TcpFlag } from '../record/connection-state.js';
import { FlowDraft } from '../record/flow-draft.js';
import { OneWayRecord } from '../record/one-way.js';
import { Protocol } from '../record/protocol-names.js';

export class PairedFlows {
  /** To be filled before `add`. */
  readonly record = new OneWayRecord();
  private readonly context: ParserContext;
  private readonly draft: FlowDraft;
  private readonly table: BiflowTable;

  constructor(
    context: ParserContext,
    limits: BiflowLimits,
    optional: readonly OptionalColumn[],
    state?: BiflowState,
  ) {
    this.context = context;
    this.draft = new FlowDraft(context, optional);
    this.table = new BiflowTable(this.draft, limits, state);
  }

  get state(): BiflowState {
    return this.table.state;
  }

  add(recordNumber: number): void {
    this.table.add(this.record, recordNumber);
  }

  flush(): void {
    this.draft.flush();
  }

  end(): void {
    this.table.end();
    this.draft.flush();
    const { evicted } = this.table.state;
    if (evicted === 0) return;
    this.context.sink.note(
      `More flows waited for their other records than maxFlows allows: ${evicted} were handed on early.`,
    );
  }
}

/**
 * Whether a refused record opened something, so that its source is the initiator: the flags say so, or, where there
 * are none, the ports: services have the lower port. What comes late or as an answer is refused, too.
 */
export function isRefusedOpening(record: OneWayRecord): boolean {
  if (!record.refused) return false;
  if (record.protocol === Protocol.tcp && record.tcpFlags >= 0) {
    return (record.tcpFlags & (TcpFlag.syn | TcpFlag.ack)) === TcpFlag.syn;
  }
  return record.destinationPort < record.sourcePort;
}
