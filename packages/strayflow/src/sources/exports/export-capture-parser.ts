/** The parser of captures of exporters: what their UDP datagrams hold, with the packets' times and senders. */
import { StrayflowError } from '../../model/errors.js';
import { restore, snapshot } from '../../model/snapshot.js';
import type { Parser, ParserContext } from '../../model/source.js';
import { CaptureCounts, type CaptureCountsState } from '../pcap/capture-counts.js';
import { CaptureStream, type CaptureStreamState, MAGIC_BYTES, readerFor } from '../pcap/capture-stream.js';
import { CaptureFault, type FrameHandler } from '../pcap/frame.js';
import type { ReassemblerState } from '../pcap/reassembler.js';
import { CapturedDatagram } from './captured-datagram.js';
import type { ExportOptions } from './export-options.js';
import { ExportReader, type ExportReaderState } from './export-reader.js';
import { DATAGRAM_PROTOCOLS } from './protocols.js';

const OTHER = 'packet that is no export';

interface ExportCaptureState {
  readonly reader: ExportReaderState;
  readonly counts: CaptureCountsState;
  readonly stream: CaptureStreamState;
  readonly fragments: ReassemblerState;
}

export class ExportCaptureParser implements Parser {
  private readonly reader: ExportReader;
  private readonly datagram: CapturedDatagram;
  private readonly counts: CaptureCounts;
  private readonly stream: CaptureStream;
  private readonly context: ParserContext;

  constructor(context: ParserContext, options: ExportOptions, bytes?: Uint8Array) {
    const state = bytes === undefined ? undefined : restore<ExportCaptureState>(bytes);
    const { sink } = context;
    this.context = context;
    this.reader = new ExportReader(context, options, state?.reader);
    this.datagram = new CapturedDatagram(state?.fragments);
    // Records are those of flows: frames that the capture itself spoils are told as records of their own.
    const ownSink = {
      flows: () => {},
      facts: () => {},
      read: () => {},
      reject: (reason: string, frame: number, detail: string) =>
        this.reader.reject(reason, `frame ${frame}: ${detail}`),
      ignore: () => {},
      note: (text: string) => sink.note(text),
    };
    this.counts = new CaptureCounts(ownSink, state?.counts);
    this.stream = new CaptureStream(this.counts, this.frame.bind(this), state?.stream);
  }

  get losses(): number {
    return this.reader.losses;
  }

  snapshot(): Uint8Array {
    return snapshot({
      reader: this.reader.state,
      counts: this.counts.state,
      stream: this.stream.state,
      fragments: this.datagram.fragments,
    } satisfies ExportCaptureState);
  }

  push(chunk: Uint8Array): void {
    const fault = this.stream.push(chunk);
    if (fault !== null) this.stop(fault);
    this.reader.tell();
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
    const where = `at byte ${this.stream.stoppedAt}: ${fault.message}`;
    if (this.counts.frames === 0) throw new StrayflowError('input-corrupt', where, { cause: fault });
    this.reader.reject('corrupt-capture', where);
    this.context.sink.note(`Reading stopped ${where}; all before it was read.`);
  }

  flush(): void {
    this.reader.flush();
  }

  end(): void {
    const { stream } = this;
    if (stream.received === 0) throw new StrayflowError('input-empty', 'the capture holds no bytes');
    if (stream.cutWithin !== null) {
      const where = `the capture ends at byte ${stream.received} in the middle of ${stream.cutWithin}`;
      if (stream.isBare) throw new StrayflowError('input-corrupt', where);
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
