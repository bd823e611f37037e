/** Suricata's netflow events: one per direction of a flow, put together again. */
import { ADDRESS_BYTES } from '../../model/address.js';
import { type FlowDraft, Value } from '../record/flow-draft.js';
import type { UnusableCells } from '../record/unusable-cells.js';
import type { JsonScanner } from '../text/json-scanner.js';
import { countedWholeAt, printableAt, timeAt } from '../text/json-values.js';
import { Eve } from './fields.js';
import {
  completeEventState,
  type EventFault,
  flagsAt,
  flowIdAt,
  readParties,
  serviceAt,
  timeOfEnd,
} from './flow-event.js';

/** One direction of a flow. */
interface Half {
  readonly recordNumber: number;
  readonly said: number;
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly values: Float64Array;
  readonly end: number;
  readonly flags: number;
  readonly service: string;
}

/** Both directions, and the flow event, are written one after the other when the flow ends. */
const LONGEST_WAIT_MS = 10_000;
const MOST_WAITING = 8192;

interface Waiting {
  readonly first: Half;
  answer: Half | null;
}

export interface NetflowState {
  readonly waiting: Map<string, Waiting>;
}

const END = { slot: Eve.netflowEnd, name: 'netflow.end' } as const;

/**
 * Suricata writes the answering direction only when it had packets: a flow whose other half does not come was not
 * answered. A flow that a flow event tells, too, is counted once.
 */
export class NetflowEvents {
  private readonly draft: FlowDraft;
  private readonly unusable: UnusableCells;
  readonly state: NetflowState;

  constructor(draft: FlowDraft, unusable: UnusableCells, state?: NetflowState) {
    this.draft = draft;
    this.unusable = unusable;
    this.state = state ?? { waiting: new Map() };
  }

  read(scanner: JsonScanner, recordNumber: number): EventFault | null {
    const { draft } = this;
    const fault = readParties(scanner, draft, this.unusable);
    const said = timeAt(scanner, Eve.timestamp);
    const start = timeAt(scanner, Eve.netflowStart);
    if (fault !== null || Number.isNaN(said)) {
      draft.clear();
      return fault ?? { reason: 'bad-time', detail: `timestamp is ${printableAt(scanner, Eve.timestamp)}` };
    }
    const { values, addressOffset } = draft;
    const whole = (slot: number, name: string) =>
      countedWholeAt(scanner, slot, Number.MAX_SAFE_INTEGER, this.unusable, name);
    values[Value.time] = Number.isNaN(start) ? said : start;
    const told = timeAt(scanner, Eve.netflowEnd);
    const end = timeOfEnd(scanner, this.unusable, END, values[Value.time]!, said, told);
    values[Value.packetsSent] = whole(Eve.netflowPackets, 'netflow.pkts');
    values[Value.bytesSent] = whole(Eve.netflowBytes, 'netflow.bytes');
    values[Value.ttl] = countedWholeAt(scanner, Eve.netflowTtl, 255, this.unusable, 'netflow.min_ttl');
    const half: Half = {
      recordNumber,
      said,
      source: draft.source.slice(addressOffset, addressOffset + ADDRESS_BYTES),
      destination: draft.destination.slice(addressOffset, addressOffset + ADDRESS_BYTES),
      values: values.slice(),
      end,
      flags: flagsAt(scanner, Eve.flags),
      service: serviceAt(scanner).text,
    };
    draft.clear();
    this.take(flowIdAt(scanner), half);
    return null;
  }

  private take(id: string, half: Half): void {
    const { waiting } = this.state;
    const known = waiting.get(id);
    if (id === '') this.commit(id, { first: half, answer: null });
    else if (known !== undefined && known.answer === null && answers(known.first, half)) known.answer = half;
    else {
      if (known !== undefined) {
        waiting.delete(id);
        this.commit(id, known);
      }
      waiting.set(id, { first: half, answer: null });
    }
    for (const [old, oldest] of waiting) {
      if (waiting.size <= MOST_WAITING && oldest.first.said + LONGEST_WAIT_MS >= half.said) break;
      waiting.delete(old);
      this.commit(old, oldest);
    }
  }

  get isWaiting(): boolean {
    return this.state.waiting.size > 0;
  }

  /** The flow is told by a flow event: forgets it and says how many events of it were waiting. */
  forget(id: string): number {
    const known = this.state.waiting.get(id);
    this.state.waiting.delete(id);
    return known === undefined ? 0 : known.answer === null ? 1 : 2;
  }

  private commit(id: string, { first, answer }: Waiting): void {
    const { draft } = this;
    draft.values.set(first.values);
    draft.source.set(first.source, draft.addressOffset);
    draft.destination.set(first.destination, draft.addressOffset);
    const { values } = draft;
    values[Value.packetsReceived] = answer === null ? 0 : answer.values[Value.packetsSent]!;
    values[Value.bytesReceived] = answer === null ? 0 : answer.values[Value.bytesSent]!;
    const end = Math.max(first.end, answer?.end ?? first.end);
    if (end >= values[Value.time]!) values[Value.durationMs] = end - values[Value.time]!;
    completeEventState(draft, first.flags, answer === null ? 0 : answer.flags);
    draft.text('service', first.service);
    draft.text('uid', id);
    draft.commit(first.recordNumber, end);
  }

  end(): void {
    const { waiting } = this.state;
    for (const [id, flow] of waiting) this.commit(id, flow);
    waiting.clear();
  }
}

function answers(first: Half, second: Half): boolean {
  for (let i = 0; i < ADDRESS_BYTES; i++) {
    if (first.source[i] !== second.destination[i] || first.destination[i] !== second.source[i]) return false;
  }
  return true;
}
