/** Where the rows of a table go: as they are, or as one-way records that are put together with the other way. */
import type { OptionalColumn } from '../../model/flow-builder.js';
import type { ParserContext } from '../../model/source.js';
import { isRefusedOpening } from '../cloud/paired-flows.js';
import { scopeOf } from '../cloud/scope.js';
import { type BiflowState, BiflowTable } from '../record/biflow-table.js';
import { FlowDraft, Value } from '../record/flow-draft.js';
import { OneWayRecord } from '../record/one-way.js';
import { readMac } from '../text/address.js';
import type { TableOptions } from './options.js';
import type { TablePlan } from './plan.js';

type Text = 'service' | 'uid' | 'identity' | 'exporter';

const OPTIONAL: readonly OptionalColumn[] = [
  'ttl',
  'vlan',
  'interfaceIndex',
  'samplingRate',
  'sourceMac',
  'service',
  'uid',
  'identity',
  'exporter',
];

/** A row is read into `draft` and what follows, and then committed. */
export interface TableFlows {
  readonly draft: FlowDraft;
  /** A filter let nothing of the row's flow pass. */
  refused: boolean;
  text(field: Text, value: string): void;
  mac(bytes: Uint8Array, from: number, to: number): void;
  /** @param time event time (Unix ms) */
  commit(recordNumber: number, time: number): void;
  flush(): void;
  /** The table is over. */
  end(): void;
  /** What waits for its other direction; null where nothing does. */
  readonly state: BiflowState | null;
}

/** @param state of an earlier `TableFlows` of the same plan */
export function tableFlows(
  context: ParserContext,
  plan: TablePlan,
  options: TableOptions,
  state: BiflowState | null = null,
): TableFlows {
  const used = new Set<string>(plan.columns.map(({ field }) => field));
  const optional = OPTIONAL.filter((column) => used.has(column));
  if (plan.paired) return new OneWayFlows(context, optional, options, state ?? undefined);
  return new WholeFlows(context, optional);
}

class WholeFlows implements TableFlows {
  readonly draft: FlowDraft;
  readonly state = null;
  refused = false;

  constructor(context: ParserContext, optional: readonly OptionalColumn[]) {
    this.draft = new FlowDraft(context, optional);
  }

  text(field: Text, value: string): void {
    this.draft.text(field, value);
  }

  mac(bytes: Uint8Array, from: number, to: number): void {
    this.draft.mac(bytes, from, to);
  }

  commit(recordNumber: number, time: number): void {
    this.draft.commit(recordNumber, time);
  }

  flush(): void {
    this.draft.flush();
  }

  end(): void {
    this.draft.flush();
  }
}

class OneWayFlows implements TableFlows {
  /** Only a place to read into: nothing of it is handed on. */
  readonly draft: FlowDraft;
  refused = false;
  private readonly context: ParserContext;
  private readonly record = new OneWayRecord();
  private readonly flows: FlowDraft;
  private readonly table: BiflowTable;

  constructor(
    context: ParserContext,
    optional: readonly OptionalColumn[],
    options: TableOptions,
    state: BiflowState | undefined,
  ) {
    this.context = context;
    this.draft = new FlowDraft(context, []);
    this.flows = new FlowDraft(
      context,
      optional.filter((column) => column !== 'uid'),
    );
    this.table = new BiflowTable(this.flows, options, state);
  }

  get state(): BiflowState {
    return this.table.state;
  }

  /** Two rows of a flow have two identifiers: none is the flow's. */
  text(field: Text, value: string): void {
    if (field !== 'uid') this.record[field] = value;
  }

  mac(bytes: Uint8Array, from: number, to: number): void {
    readMac(bytes, from, to, this.record.mac, 0);
  }

  commit(recordNumber: number, time: number): void {
    const { record, draft } = this;
    const { values, addressOffset } = draft;
    record.source.set(draft.source.subarray(addressOffset, addressOffset + 16));
    record.destination.set(draft.destination.subarray(addressOffset, addressOffset + 16));
    record.start = values[Value.time]!;
    record.end = time;
    record.protocol = values[Value.protocol]!;
    record.sourcePort = values[Value.sourcePort]!;
    record.destinationPort = values[Value.destinationPort]!;
    record.icmpType = values[Value.icmpType]!;
    record.icmpCode = values[Value.icmpCode]!;
    record.packets = values[Value.packetsSent]!;
    record.bytes = values[Value.bytesSent]!;
    record.reversePackets = values[Value.packetsReceived]!;
    record.reverseBytes = values[Value.bytesReceived]!;
    record.tcpFlags = values[Value.tcpFlags]!;
    record.ttl = values[Value.ttl]!;
    record.vlan = values[Value.vlan]!;
    record.interfaceIndex = values[Value.interfaceIndex]!;
    record.samplingRate = values[Value.samplingRate]!;
    record.refused = this.refused;
    record.isInitiator = isRefusedOpening(record);
    record.scope = scopeOf(record.exporter);
    this.table.add(record, recordNumber);
    record.clear();
    draft.clear();
    this.refused = false;
  }

  flush(): void {
    this.flows.flush();
  }

  end(): void {
    this.table.end();
    this.flows.flush();
    const { evicted } = this.table.state;
    if (evicted === 0) return;
    this.context.sink.note(
      `More flows waited for their other direction than maxFlows allows: ${evicted} were handed on early.`,
    );
  }
}
