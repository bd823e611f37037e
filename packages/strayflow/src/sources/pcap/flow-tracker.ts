/** Follows the flows of a capture: packets in, records out (start, update, end), by the capture's own clock. */
import { type ConnectionState, RecordKind } from '../../model/flow-batch.js';
import { isClosed, Seen, stateClass } from './connection-state.js';
import { type ContentReader, Contents } from './content/content-reader.js';
import { hashKey, writeKey } from './flow-key.js';
import { isAnswer, observe, opensAnew, stateOf } from './flow-states.js';
import { KEY_WORDS, type PickedFlows } from './flow-store.js';
import type { FlowTable } from './flow-table.js';
import { FlowTimers, type Timeouts, type TimersState, Wait } from './flow-timers.js';
import { CARRIED, FragmentTable, type RememberedFragment } from './fragment-table.js';
import { FlowKind, FragmentPart, type Packet } from './packet.js';

/** A capture whose clock goes back by more than this was put together, or its clock was set: time-outs start anew. */
const CLOCK_STEP_MS = 300_000;

/** Writes a record of `flow`. */
export type WriteRecord = (
  flow: number,
  record: RecordKind,
  time: number,
  frame: number,
  state: ConnectionState,
) => void;

/** What the note at the end tells. */
interface TrackerCounts {
  evicted: number;
  clockSteps: number;
  early: number;
  fragmentsJoined: number;
  fragmentsAlone: number;
}

/** Flows are numbered anew, in the order of `flows`. */
export interface TrackerState {
  readonly flows: PickedFlows;
  readonly timers: TimersState;
  readonly fragments: readonly RememberedFragment[];
  readonly counts: TrackerCounts;
  readonly clock: number;
  readonly seed: number;
}

export class FlowTracker {
  readonly table: FlowTable;
  readonly counts: TrackerCounts;
  private readonly timers: FlowTimers;
  private readonly fragments: FragmentTable;
  private readonly write: WriteRecord;
  private readonly contents: ContentReader | null;
  private readonly key = new Int32Array(KEY_WORDS);
  private clock: number;
  private seed: number;

  /** `contents` reads what packets carry, if anything does. `table` is empty. */
  constructor(
    table: FlowTable,
    timeouts: Timeouts,
    write: WriteRecord,
    contents: ContentReader | null = null,
    state?: TrackerState,
  ) {
    this.contents = contents;
    this.table = table;
    if (state !== undefined) {
      table.put(state.flows);
      // What was being read inside them cannot be taken up later.
      if (contents === null) table.store.contents.fill(Contents.done);
    }
    this.timers = new FlowTimers(table.store, timeouts, state?.timers);
    this.fragments = new FragmentTable(state?.fragments);
    this.counts = {
      evicted: 0,
      clockSteps: 0,
      early: 0,
      fragmentsJoined: 0,
      fragmentsAlone: 0,
      ...state?.counts,
    };
    this.clock = state?.clock ?? Number.NEGATIVE_INFINITY;
    this.seed = state?.seed ?? 0;
    this.write = write;
  }

  /** @param renumbered is given the new number of each open flow, by its number */
  state(renumbered: Int32Array): TrackerState {
    const { table, counts, clock, seed } = this;
    const { waiting, active } = this.timers.state;
    const flows = Int32Array.from(waiting.flat());
    flows.forEach((flow, number) => {
      renumbered[flow] = number;
    });
    const numbers = (queue: readonly number[]) => queue.map((flow) => renumbered[flow]!);
    return {
      flows: table.store.pick(flows),
      timers: { waiting: waiting.map(numbers), active: numbers(active) },
      fragments: this.fragments.state(table.store.flowIds, renumbered),
      counts,
      clock,
      seed,
    };
  }

  /**
   * A packet of `length` bytes at `time` (Unix ms) in frame number `frame`. Returns its flow, or `CARRIED` for a later
   * fragment of a tunnel's packet, which is not counted.
   */
  add(
    packet: Packet,
    bytes: Uint8Array,
    time: number,
    frame: number,
    length: number,
    interfaceIndex: number,
  ): number {
    this.advance(time);
    const { store } = this.table;
    if (packet.fragment === FragmentPart.later) {
      const known = this.fragments.flowOf(packet, this.clock, store.flowIds);
      if (known === CARRIED) return CARRIED;
      if (known >= 0) {
        this.counts.fragmentsJoined++;
        this.count(known, packet, bytes, this.isSentByFirst(known, packet), time, frame, length);
        this.timers.touch(known, this.clock, this.waitOf(known));
        const byFirst = this.isSentByFirst(known, packet);
        this.contents?.fragment(known, packet, bytes, byFirst, time, frame, this.clock);
        return known;
      }
      this.counts.fragmentsAlone++;
    }
    const senderFirst = writeKey(this.key, packet);
    const hash = hashKey(this.key, this.seed);
    let flow = this.table.find(this.key, hash);
    if (flow >= 0 && opensAnew(store, flow, packet, senderFirst)) {
      this.end(flow, this.clock);
      flow = -1;
    }
    const isNew = flow < 0;
    if (isNew) flow = this.open(packet, hash, senderFirst, time, frame, interfaceIndex);
    const byInitiator = this.count(flow, packet, bytes, senderFirst, time, frame, length);
    observe(store, flow, packet, byInitiator);
    if (packet.fragment === FragmentPart.first) {
      this.fragments.remember(packet, this.clock, flow, store.flowIds[flow]!);
    }
    this.read(flow, packet, bytes, senderFirst, time, frame);
    this.timers.touch(flow, this.clock, this.waitOf(flow));
    this.reportChange(flow, isNew, frame);
    return flow;
  }

  /** The first fragment of a tunnel's packet, added as what it carries: the later ones are to be told. */
  addCarrier(packet: Packet): void {
    this.fragments.remember(packet, this.clock, CARRIED, 0);
  }

  /** Before the flow is reported, so that its first record names the service, too. */
  private read(
    flow: number,
    packet: Packet,
    bytes: Uint8Array,
    byFirst: boolean,
    time: number,
    frame: number,
  ): void {
    const { contents } = this;
    if (contents === null || this.table.store.contents[flow] === Contents.done) return;
    if (packet.fragment !== FragmentPart.whole) {
      contents.fragment(flow, packet, bytes, byFirst, time, frame, this.clock);
    } else if (packet.payloadEnd > packet.payloadAt) {
      contents.packet(flow, packet, bytes, byFirst, time, frame);
    }
  }

  /** The capture is over: what is open ends at the capture's clock. */
  finish(): void {
    for (let flow = this.timers.idlest(); flow >= 0; flow = this.timers.idlest()) this.end(flow, this.clock);
  }

  /** Moves the clock on; what falls due on the way is reported at its own time, in order. */
  private advance(time: number): void {
    if (time < this.clock - CLOCK_STEP_MS) {
      this.finish();
      this.counts.clockSteps++;
      this.clock = time;
      return;
    }
    if (time <= this.clock) return;
    if (this.clock === Number.NEGATIVE_INFINITY) this.seed = Math.imul(time % 0x7fffffff, 0x9e3779b1);
    const { timers } = this;
    const { store } = this.table;
    while (timers.poll(time)) {
      const { dueFlow: flow, dueTime } = timers;
      if (timers.dueEnds) this.end(flow, dueTime);
      else {
        const silent = store.packetsSent[flow] === 0 && store.packetsReceived[flow] === 0;
        if (!silent) this.report(flow, RecordKind.update, dueTime, store.lastFrames[flow]!);
        timers.report(flow, dueTime);
      }
    }
    this.clock = time;
  }

  private open(
    packet: Packet,
    hash: number,
    senderFirst: boolean,
    time: number,
    frame: number,
    interfaceIndex: number,
  ): number {
    const { table, timers } = this;
    const { store } = table;
    while (table.full) {
      this.counts.evicted++;
      this.end(timers.idlest(), this.clock);
    }
    const capacity = store.capacity;
    const flow = table.insert(this.key, hash);
    if (store.capacity !== capacity) timers.fit();
    store.clear(flow);
    store.flowIds[flow] = frame;
    store.starts[flow] = store.lasts[flow] = time;
    const flipped = isAnswer(packet);
    if (flipped) store.seen[flow] = Seen.flipped;
    store.initiatorFirst[flow] = senderFirst !== flipped ? 1 : 0;
    store.interfaces[flow] = interfaceIndex || packet.linkInterface;
    if (packet.kind === FlowKind.query || packet.kind === FlowKind.message) {
      store.icmpTypes[flow] = packet.icmpType;
      store.icmpCodes[flow] = packet.icmpCode;
    }
    return flow;
  }

  /** Returns whether the initiator sent it. */
  private count(
    flow: number,
    packet: Packet,
    bytes: Uint8Array,
    senderFirst: boolean,
    time: number,
    frame: number,
    length: number,
  ): boolean {
    const { store } = this.table;
    const byInitiator = senderFirst === (store.initiatorFirst[flow] === 1);
    store.lastFrames[flow] = frame;
    if (time > store.lasts[flow]!) store.lasts[flow] = time;
    else if (time < store.starts[flow]!) this.counts.early++;
    if (byInitiator) {
      store.bytesSent[flow] = store.bytesSent[flow]! + length;
      store.packetsSent[flow] = store.packetsSent[flow]! + 1;
      if (store.ttl[flow] === 0) {
        store.ttl[flow] = packet.ttl;
        if (packet.macAt >= 0) {
          for (let i = 0; i < 6; i++) store.macs[flow * 6 + i] = bytes[packet.macAt + i]!;
        }
      }
    } else {
      store.bytesReceived[flow] = store.bytesReceived[flow]! + length;
      store.packetsReceived[flow] = store.packetsReceived[flow]! + 1;
    }
    return byInitiator;
  }

  /** At the flow's newest packet, which need not be this one: of packets out of order none takes a flow back. */
  private reportChange(flow: number, isNew: boolean, frame: number): void {
    const { store } = this.table;
    const stateNow = stateClass(stateOf(store, flow), isClosed(store.seen[flow]!));
    if (!isNew && stateNow === store.classes[flow]) return;
    store.classes[flow] = stateNow;
    this.report(flow, isNew ? RecordKind.start : RecordKind.update, store.lasts[flow]!, frame);
    this.timers.report(flow, this.clock);
  }

  private end(flow: number, time: number): void {
    this.contents?.ended(flow, time, this.table.store.lastFrames[flow]!);
    this.report(flow, RecordKind.end, time, this.table.store.lastFrames[flow]!);
    this.timers.forget(flow);
    this.table.remove(flow);
  }

  private report(flow: number, record: RecordKind, time: number, frame: number): void {
    this.write(flow, record, time, frame, stateOf(this.table.store, flow));
  }

  private waitOf(flow: number): Wait {
    const seen = this.table.store.seen[flow]!;
    if (isClosed(seen)) return Wait.linger;
    return (seen & Seen.handshake) !== 0 ? Wait.idleTcp : Wait.idle;
  }

  private isSentByFirst(flow: number, packet: Packet): boolean {
    const { keys } = this.table.store;
    for (let word = 0; word < 4; word++) {
      if (keys[flow * KEY_WORDS + word] !== packet.addresses[word]) return false;
    }
    return true;
  }
}
