/** The parser of the source "pcap": from chunks of a capture to flow records and facts. */
import { StrayflowError } from '../../model/errors.js';
import { FactBuilder } from '../../model/fact-builder.js';
import type { Parser, ParserContext } from '../../model/source.js';
import { readArp } from './arp-facts.js';
import { CaptureCounts, counted } from './capture-counts.js';
import { ContentReader } from './content/content-reader.js';
import { decode } from './decode.js';
import { FlowTable } from './flow-table.js';
import { FlowTracker } from './flow-tracker.js';
import { FlowWriter } from './flow-writer.js';
import { CARRIED } from './fragment-table.js';
import { CaptureFault, type CaptureReader, type FrameHandler } from './frame.js';
import { Framer } from './framer.js';
import { isReadableLinkType } from './link-layer.js';
import type { PcapOptions } from './options.js';
import { FragmentPart, Outcome, Packet } from './packet.js';
import { PcapReader, pcapMagic } from './pcap-reader.js';
import { PcapngReader, sectionByteOrder } from './pcapng-reader.js';
import { Decapsulator, mayCarry } from './tunnels/decapsulator.js';

/** Enough to tell the formats apart. */
const MAGIC_BYTES = 12;

export class CaptureParser implements Parser {
  private readonly context: ParserContext;
  private readonly counts: CaptureCounts;
  private readonly framer: Framer;
  private readonly packet = new Packet();
  private readonly facts: FactBuilder;
  private readonly writer: FlowWriter;
  private readonly tracker: FlowTracker;
  private readonly countsFrames: boolean;
  private readonly contents: ContentReader | null;
  private readonly decapsulator: Decapsulator | null;
  private reader: CaptureReader | null = null;
  private received = 0;
  /** Offset of the fault after which nothing more is read, -1 = none. */
  private stoppedAt = -1;

  constructor(context: ParserContext, options: PcapOptions) {
    this.context = context;
    this.counts = new CaptureCounts(context.sink);
    this.framer = new Framer((bytes, from, to) => this.step(bytes, from, to));
    this.facts = new FactBuilder(context.site, context.input);
    this.decapsulator = options.decapsulate ? new Decapsulator() : null;
    this.countsFrames = options.accounting === 'frame';
    const table = new FlowTable(options.maxFlows);
    const writer = new FlowWriter(context, table.store, () => this.flushBatches());
    this.writer = writer;
    this.contents = options.contents
      ? new ContentReader(table.store, this.facts, () => this.flushBatches())
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
    );
  }

  push(chunk: Uint8Array): void {
    this.received += chunk.length;
    if (this.stoppedAt >= 0) return;
    try {
      // A plain view: one kind of array keeps the hot loops fast, whatever the caller reads into.
      this.framer.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
    } catch (error) {
      if (!(error instanceof CaptureFault)) throw error;
      this.stop(error);
    }
    this.counts.flush();
  }

  flush(): void {
    this.flushBatches();
  }

  end(): void {
    if (this.received === 0) throw new StrayflowError('input-empty', 'the capture holds no bytes');
    if (this.stoppedAt < 0 && this.framer.unfinished > 0) this.rejectCut();
    this.tracker.finish();
    this.flushBatches();
    this.noteLosses();
    this.counts.flush();
  }

  private step(bytes: Uint8Array, from: number, to: number): number {
    if (this.reader === null) {
      if (to - from < MAGIC_BYTES) return -MAGIC_BYTES;
      this.reader = this.readerFor(bytes, from);
    }
    return this.reader.step(bytes, from, to);
  }

  private readerFor(bytes: Uint8Array, from: number): CaptureReader {
    const handle: FrameHandler = this.frame.bind(this);
    if (pcapMagic(bytes, from) !== null) return new PcapReader(this.counts, handle);
    if (sectionByteOrder(bytes, from) !== null) return new PcapngReader(this.counts, handle);
    throw new CaptureFault('the first bytes are neither pcap nor pcapng');
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
    this.stoppedAt = this.framer.offset;
    if (counts.frames === 0) {
      throw new StrayflowError('input-corrupt', `at byte ${this.stoppedAt}: ${fault.message}`, {
        cause: fault,
      });
    }
    counts.frame();
    counts.reject('corrupt-capture', `at byte ${this.stoppedAt}: ${fault.message}`);
  }

  private rejectCut(): void {
    const { counts, framer, reader } = this;
    const where = `the capture ends at byte ${this.received} in the middle of ${reader?.expecting ?? 'its header'}`;
    if (counts.frames === 0 && framer.offset === 0) throw new StrayflowError('input-corrupt', where);
    counts.frame();
    counts.reject('truncated-capture', where);
    counts.note(`${where[0]!.toUpperCase()}${where.slice(1)}; all before it was read.`);
  }

  private noteLosses(): void {
    const { counts, tracker } = this;
    const { evicted, clockSteps, early, fragmentsJoined, fragmentsAlone } = tracker.counts;
    const say = (number: number, text: string) => {
      if (number > 0) counts.note(text);
    };
    if (this.stoppedAt >= 0) {
      counts.note(
        `Reading stopped at byte ${this.stoppedAt}, where the capture contradicts itself; ` +
          `the ${counted(this.received - this.stoppedAt, 'byte')} from there on were not read.`,
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
