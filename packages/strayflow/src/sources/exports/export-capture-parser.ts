/** The parser of captures of exporters: what their UDP datagrams hold, with the packets' times and senders. */
import { StrayflowError } from '../../model/errors.js';
import type { Parser, ParserContext } from '../../model/source.js';
import { CaptureCounts } from '../pcap/capture-counts.js';
import { CaptureFault, type CaptureReader, type FrameHandler } from '../pcap/frame.js';
import { Framer } from '../pcap/framer.js';
import { PcapReader, pcapMagic } from '../pcap/pcap-reader.js';
import { PcapngReader, sectionByteOrder } from '../pcap/pcapng-reader.js';
import { CapturedDatagram } from './captured-datagram.js';
import type { ExportOptions } from './export-options.js';
import { ExportReader } from './export-reader.js';
import { DATAGRAM_PROTOCOLS } from './protocols.js';

const MAGIC_BYTES = 12;
const OTHER = 'packet that is no export';

/** The reader of the capture format that `bytes[at..]` begins with; null when it is none. */
function readerFor(
  bytes: Uint8Array,
  at: number,
  counts: CaptureCounts,
  handle: FrameHandler,
): CaptureReader | null {
  if (pcapMagic(bytes, at) !== null) return new PcapReader(counts, handle);
  return sectionByteOrder(bytes, at) !== null ? new PcapngReader(counts, handle) : null;
}

export class ExportCaptureParser implements Parser {
  private readonly reader: ExportReader;
  private readonly datagram = new CapturedDatagram();
  private readonly counts: CaptureCounts;
  private readonly framer: Framer;
  private readonly context: ParserContext;
  private capture: CaptureReader | null = null;
  private received = 0;
  private stopped = false;

  constructor(context: ParserContext, options: ExportOptions) {
    this.context = context;
    this.reader = new ExportReader(context, options);
    this.framer = new Framer((bytes, from, to) => this.step(bytes, from, to));
    // Records are those of flows: frames that the capture itself spoils are told as records of their own.
    this.counts = new CaptureCounts({
      ...context.sink,
      read: () => {},
      reject: (reason, frame, detail) => this.reader.reject(reason, `frame ${frame}: ${detail}`),
      note: (text) => context.sink.note(text),
    });
  }

  get losses(): number {
    return this.reader.losses;
  }

  push(chunk: Uint8Array): void {
    this.received += chunk.length;
    if (this.stopped) return;
    try {
      this.framer.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
    } catch (error) {
      if (!(error instanceof CaptureFault)) throw error;
      this.stop(error);
    }
    this.reader.tell();
  }

  private step(bytes: Uint8Array, from: number, to: number): number {
    if (this.capture === null) {
      if (to - from < MAGIC_BYTES) return -MAGIC_BYTES;
      this.capture = readerFor(bytes, from, this.counts, this.frame.bind(this));
      if (this.capture === null) throw new CaptureFault('the first bytes are neither pcap nor pcapng');
    }
    return this.capture.step(bytes, from, to);
  }

  private frame(
    bytes: Uint8Array,
    at: number,
    captured: number,
    wireLength: number,
    time: number,
    linkType: number,
  ): void {
    const { reader, datagram, counts } = this;
    counts.frame();
    const outcome = datagram.read(bytes, at, at + captured, wireLength, time, linkType);
    if (outcome === 'datagram' && isExport(datagram)) {
      reader.take(time, datagram.source, 0, datagram.sourcePort, datagram.bytes, datagram.from, datagram.to);
    } else reader.ignore(outcome === 'part' ? 'fragment of a UDP datagram' : OTHER);
  }

  private stop(fault: CaptureFault): void {
    const where = `at byte ${this.framer.offset}: ${fault.message}`;
    if (this.counts.frames === 0) throw new StrayflowError('input-corrupt', where, { cause: fault });
    this.stopped = true;
    this.reader.reject('corrupt-capture', where);
    this.context.sink.note(`Reading stopped ${where}; all before it was read.`);
  }

  flush(): void {
    this.reader.flush();
  }

  end(): void {
    if (this.received === 0) throw new StrayflowError('input-empty', 'the capture holds no bytes');
    if (!this.stopped && this.framer.unfinished > 0) {
      const where = `the capture ends at byte ${this.received} in the middle of ${this.capture?.expecting ?? 'its header'}`;
      if (this.counts.frames === 0 && this.framer.offset === 0)
        throw new StrayflowError('input-corrupt', where);
      this.reader.reject('truncated-capture', where);
    }
    this.reader.end();
  }
}

function isExport({ bytes, from, to }: CapturedDatagram): boolean {
  return DATAGRAM_PROTOCOLS.some((protocol) => protocol.recognises(bytes, from, to));
}

/** 1 when most frames of `head` that can be read are whole datagrams of exporters, else 0. */
export function sniffExportCapture(head: Uint8Array): number {
  const datagram = new CapturedDatagram();
  let all = 0;
  let exports = 0;
  const silent = { flows() {}, facts() {}, read() {}, reject() {}, ignore() {}, note() {} };
  const handle: FrameHandler = (bytes, at, captured, wireLength, time, linkType) => {
    all++;
    const outcome = datagram.read(bytes, at, at + captured, wireLength, time, linkType);
    if (outcome === 'part') all--;
    if (outcome !== 'datagram' || !datagram.whole) return;
    const { from, to } = datagram;
    if (DATAGRAM_PROTOCOLS.some((protocol) => protocol.isWhole(datagram.bytes, from, to))) exports++;
  };
  const capture = head.length < MAGIC_BYTES ? null : readerFor(head, 0, new CaptureCounts(silent), handle);
  if (capture === null) return 0;
  try {
    for (let at = 0; at < head.length; ) {
      const used = capture.step(head, at, head.length);
      if (used <= 0) break;
      at += used;
    }
  } catch (error) {
    if (!(error instanceof CaptureFault)) throw error;
  }
  return 2 * exports > all ? 1 : 0;
}
