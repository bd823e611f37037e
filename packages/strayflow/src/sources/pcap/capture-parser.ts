/** The parser of the source "pcap": from chunks of a capture to flow records and facts. */
import { StrayflowError } from '../../model/errors.js';
import { FactBuilder } from '../../model/fact-builder.js';
import { restore, snapshot } from '../../model/snapshot.js';
import type { Parser, ParserContext } from '../../model/source.js';
import { readArp } from './arp-facts.js';
import { CaptureCounts, type CaptureCountsState, counted } from './capture-counts.js';
import { CaptureStream, type CaptureStreamState } from './capture-stream.js';
import { ContentReader, type ContentState } from './content/content-reader.js';
import { decode } from './decode.js';
import { FlowTable } from './flow-table.js';
import { FlowTracker, type TrackerState } from './flow-tracker.js';
import { FlowWriter } from './flow-writer.js';
import { CARRIED } from './fragment-table.js';
import type { CaptureFault } from './frame.js';
import { isReadableLinkType } from './link-layer.js';
import type { PcapOptions } from './options.js';
import { FragmentPart, Outcome, Packet } from './packet.js';
import { Decapsulator, type DecapsulatorState, mayCarry } from './tunnels/decapsulator.js';

interface CaptureState {
  readonly counts: CaptureCountsState;
  readonly stream: CaptureStreamState;
  readonly tracker: TrackerState;
  readonly contents: ContentState | null;
  readonly decapsulator: DecapsulatorState | null;
}

export class CaptureParser implements Parser {
  private readonly context: ParserContext;
  private readonly counts: CaptureCounts;
  private readonly stream: CaptureStream;
  private readonly packet = new Packet();
  private readonly facts: FactBuilder;
  private readonly writer: FlowWriter;
  private readonly tracker: FlowTracker;
  private readonly countsFrames: boolean;
  private readonly contents: ContentReader | null;
  private readonly decapsulator: Decapsulator | null;

  constructor(context: ParserContext, options: PcapOptions, bytes?: Uint8Array) {
    const state = bytes === undefined ? undefined : restore<CaptureState>(bytes);
    this.context = context;
    this.counts = new CaptureCounts(context.sink, state?.counts);
    this.stream = new CaptureStream(this.counts, this.frame.bind(this), state?.stream);
    this.facts = new FactBuilder(context.site, context.input);
    const decapsulated = state?.decapsulator ?? undefined;
    this.decapsulator = options.decapsulate ? new Decapsulator(decapsulated) : null;
    this.countsFrames = options.accounting === 'frame';
    const table = new FlowTable(options.maxFlows);
    const writer = new FlowWriter(context, table.store, () => this.flushBatches());
    this.writer = writer;
    const read = state?.contents ?? undefined;
    this.contents = options.contents
      ? new ContentReader(table.store, this.facts, () => this.flushBatches(), read)
      : null;
    this.tracker = new FlowTracker(
      table,
      {
        lingerMs: options.lingerMs,
        idleTcpMs: options.tcpTimeoutMs,
        idleMs: options.idleTimeoutMs,
        activeMs: options.activeTimeoutMs,
      },
      (flow, record, time, frame, state) => writer.write(flow, record, time, frame, state),
      this.contents,
      state?.tracker,
    );
  }

  /** In size, some 200 bytes for each open flow, and what is held of contents. */
  snapshot(): Uint8Array {
    const { counts, stream, tracker, contents, decapsulator } = this;
    const renumbered = new Int32Array(tracker.table.store.capacity);
    return snapshot({
      tracker: tracker.state(renumbered),
      contents: contents?.state(renumbered) ?? null,
      counts: counts.state,
      stream: stream.state,
      decapsulator: decapsulator?.state ?? null,
    } satisfies CaptureState);
  }

  push(chunk: Uint8Array): void {
    const fault = this.stream.push(chunk);
    if (fault !== null) this.stop(fault);
    this.counts.flush();
  }

  flush(): void {
    this.flushBatches();
  }

  end(): void {
    const { stream } = this;
    if (stream.received === 0) throw new StrayflowError('input-empty', 'the capture holds no bytes');
    if (stream.cutWithin !== null) this.rejectCut(stream.cutWithin);
    this.tracker.finish();
    this.flushBatches();
    this.noteLosses();
    this.counts.flush();
  }

  private frame(
    bytes: Uint8Array,
    at: number,
    captured: number,
    wireLength: number,
    time: number,
    linkType: number,
    interfaceIndex: number,
  ): void {
    const { counts, packet } = this;
    counts.frame();
    if (captured < wireLength) counts.snapped++;
    if (!isReadableLinkType(linkType)) {
      counts.ignore(`link-type ${linkType}`);
      counts.note(`Link type ${linkType} cannot be read; its packets were left out.`);
      return;
    }
    const to = at + captured;
    let outcome = decode(packet, bytes, at, to, wireLength, linkType);
    if (outcome === Outcome.flow) {
      outcome = this.packetOfFlow(bytes, to, wireLength, time, interfaceIndex);
    } else if (outcome === Outcome.arp) {
      outcome = this.arp(packet, bytes, to, time);
    }
    if (outcome === Outcome.rejected) counts.reject(packet.reason, packet.detail);
    else if (outcome === Outcome.ignored) counts.ignore(packet.reason);
  }

  private packetOfFlow(
    bytes: Uint8Array,
    to: number,
    wireLength: number,
    time: number,
    interfaceIndex: number,
  ): Outcome {
    const { counts, tracker, packet: outer, decapsulator } = this;
    let packet = outer;
    if (decapsulator !== null && mayCarry(outer)) {
      packet = decapsulator.innermost(outer, bytes);
      if (decapsulator.outcome === Outcome.arp) {
        if (this.arp(packet, bytes, to, time) === Outcome.arp) return Outcome.arp;
        packet = outer;
      }
    }
    const length = this.countsFrames ? wireLength : packet.ipBytes;
    const flow = tracker.add(packet, bytes, time, counts.frames, length, interfaceIndex);
    if (flow === CARRIED) return outer.ignore('later fragment of a tunnel packet');
    if (packet !== outer && outer.fragment === FragmentPart.first) tracker.addCarrier(outer);
    return Outcome.flow;
  }

  private arp(packet: Packet, bytes: Uint8Array, to: number, time: number): Outcome {
    const outcome = readArp(this.facts, packet, bytes, to, time, this.counts.frames);
    if (this.facts.full) this.flushBatches();
    return outcome;
  }

  private flushBatches(): void {
    this.writer.flush();
    if (this.facts.length > 0) this.context.sink.facts(this.facts.take());
  }

  /** The rest cannot be understood: what came before is kept, unless there is nothing. */
  private stop(fault: CaptureFault): void {
    const { counts } = this;
    const where = `at byte ${this.stream.stoppedAt}: ${fault.message}`;
    if (counts.frames === 0) throw new StrayflowError('input-corrupt', where, { cause: fault });
    counts.frame();
    counts.reject('corrupt-capture', where);
  }

  private rejectCut(within: string): void {
    const { counts, stream } = this;
    const where = `the capture ends at byte ${stream.received} in the middle of ${within}`;
    if (stream.isBare) throw new StrayflowError('input-corrupt', where);
    counts.frame();
    counts.reject('truncated-capture', where);
    counts.note(`${where[0]!.toUpperCase()}${where.slice(1)}; all before it was read.`);
  }

  private noteLosses(): void {
    const { counts, tracker, stream } = this;
    const { evicted, clockSteps, early, fragmentsJoined, fragmentsAlone } = tracker.counts;
    const say = (number: number, text: string) => {
      if (number > 0) counts.note(text);
    };
    if (stream.stoppedAt >= 0) {
      counts.note(
        `Reading stopped at byte ${stream.stoppedAt}, where the capture contradicts itself; ` +
          `the ${counted(stream.received - stream.stoppedAt, 'byte')} from there on were not read.`,
      );
    }
    say(counts.snapped, `The snap length cut ${counts.snapped} of ${counted(counts.frames, 'packet')}.`);
    say(evicted, `The flow table was full: ${counted(evicted, 'flow')} ended early.`);
    this.noteTunnels();
    this.contents?.note(counts);
    say(
      clockSteps,
      `The capture's clock goes back by more than five minutes in ${counted(clockSteps, 'place')}; ` +
        'open flows were ended there.',
    );
    say(
      early,
      `${counted(early, 'packet')} with a time before the first packet of the flow, which keeps its start.`,
    );
    say(
      fragmentsJoined,
      `${counted(fragmentsJoined, 'later IP fragment')} counted on the flow of the packet's first one.`,
    );
    say(
      fragmentsAlone,
      `${counted(fragmentsAlone, 'IP fragment')} without the packet's first one; kept as flows without ports.`,
    );
  }

  private noteTunnels(): void {
    const { counts, decapsulator } = this;
    for (const [name, packets] of decapsulator?.opened ?? []) {
      counts.note(`${counted(packets, 'packet')} of ${name} counted as what they carry.`);
    }
    for (const [name, packets] of decapsulator?.kept ?? []) {
      counts.note(
        `${counted(packets, 'packet')} addressed as ${name} kept as they are: no packet could be read inside.`,
      );
    }
  }
}
