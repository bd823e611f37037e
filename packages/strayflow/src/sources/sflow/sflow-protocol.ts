/**
 * sFlow version 5: sampled packets as one-way records that stand for as many packets as the sampling rate says.
 *
 * A sample says nothing of the packets that were not drawn: whether a connection was answered, and who opened it, is
 * known only where the samples happen to show it.
 */
import type { DatagramDecoder, DatagramProtocol, ExportDatagram } from '../exports/datagram-decoder.js';
import type { ExportOptions } from '../exports/export-options.js';
import type { ExportOutput } from '../exports/export-output.js';
import { follow, type Sequence, sequence } from '../netflow/sequence.js';
import { u32 } from '../pcap/bytes.js';
import { type Item, readItem, readSflowHeader, SFLOW_VERSION, type SflowHeader } from './datagram.js';
import { EXPANDED_FLOW_SAMPLE, FLOW_SAMPLE, FlowSampleReader, readSampleHead } from './flow-sample.js';

/** More samples do not fit into a datagram: 8 bytes each. */
const MOST_SAMPLES = 8192;
/** Streams that an exporter may open: it names agents and sub-agents itself. */
const MOST_STREAMS = 4096;
const OLD_VERSIONS: ReadonlySet<number> = new Set([2, 4]);
/** Sample formats without a packet of a flow. */
const OTHER_SAMPLES: Readonly<Record<number, string>> = {
  2: 'sflow counter sample',
  4: 'sflow counter sample',
  5: 'sflow discarded packet',
};

interface Stream {
  readonly sequence: Sequence;
  /** By data source: samples that the agent dropped, as it last said. */
  readonly drops: Map<number, number>;
}

interface SflowState {
  readonly streams: Map<string, Stream>;
  /** Samples that agents say they dropped since they were first heard. */
  dropped: number;
}

class SflowDecoder implements DatagramDecoder {
  readonly state: SflowState;
  private readonly output: ExportOutput;
  private readonly options: ExportOptions;
  private readonly samples = new FlowSampleReader();

  constructor(output: ExportOutput, options: ExportOptions, state?: SflowState) {
    this.output = output;
    this.options = options;
    this.state = state ?? { streams: new Map(), dropped: 0 };
  }

  get losses(): number {
    let missing = 0;
    for (const stream of this.state.streams.values()) missing += stream.sequence.missing;
    return missing;
  }

  decode(datagram: ExportDatagram): void {
    const { bytes, from, to } = datagram;
    const header = readSflowHeader(bytes, from, to);
    if (header === null) {
      this.output.open();
      const version = to - from >= 4 ? u32(bytes, from) : 0;
      const reason = OLD_VERSIONS.has(version) ? `sflow-version-${version}` : 'sflow-header';
      this.output.reject(reason, `${to - from} bytes`);
      return;
    }
    const stream = this.streamOf(datagram, header);
    follow(stream.sequence, header.sequence, Number.NaN, header.uptime, 'datagrams');
    let { at } = header;
    for (let index = 0; index < Math.min(header.samples, MOST_SAMPLES); index++) {
      const item = readItem(bytes, at, to);
      this.output.open();
      if (item === null) {
        this.output.reject('sflow-truncated', `sample ${index + 1} of ${header.samples}`);
        return;
      }
      at = item.next;
      if (item.format !== FLOW_SAMPLE && item.format !== EXPANDED_FLOW_SAMPLE) {
        this.output.ignore(OTHER_SAMPLES[item.format] ?? 'sflow sample of an unknown format');
      } else this.sample(datagram, header, stream, item);
    }
  }

  private sample(datagram: ExportDatagram, header: SflowHeader, stream: Stream, item: Item): void {
    const { output } = this;
    const { record } = output;
    const head = readSampleHead(datagram.bytes, item);
    if (head === null) {
      output.reject('sflow-truncated', 'flow sample');
      return;
    }
    record.clear();
    const fault = this.samples.read(datagram.bytes, head, item.to, record);
    this.countDrops(stream, head.source, head.drops);
    if (fault?.kind === 'reject') output.reject(fault.reason, fault.detail);
    else if (fault !== null) output.ignore(fault.reason);
    else {
      const rate = this.options.samplingRate || Math.max(1, head.rate);
      record.packets *= rate;
      record.bytes *= rate;
      record.samplingRate = rate;
      record.start = record.end = this.timeOf(datagram, header);
      record.interfaceIndex = head.input;
      record.scope = datagram.exporter.index;
      record.exporter = header.agent;
      output.flow();
    }
  }

  /** sFlow says no time of day: that of arrival stands in, or the agent's uptime where there is none. */
  private timeOf(datagram: ExportDatagram, header: SflowHeader): number {
    if (!Number.isNaN(datagram.time)) return datagram.time;
    this.output.note(
      `sFlow agent ${header.agent} says no time of day: times count from its start, as if that were 1970.`,
    );
    return header.uptime;
  }

  private streamOf(datagram: ExportDatagram, { agent, subAgent }: SflowHeader): Stream {
    const { streams } = this.state;
    const key = `${datagram.exporter.index} ${agent} ${subAgent}`;
    let stream = streams.get(key);
    if (stream === undefined) {
      stream = { sequence: sequence(), drops: new Map() };
      if (streams.size >= MOST_STREAMS) streams.delete(streams.keys().next().value!);
      streams.set(key, stream);
    }
    return stream;
  }

  private countDrops(stream: Stream, source: number, drops: number): void {
    const last = stream.drops.get(source);
    if (last !== undefined && drops > last) this.state.dropped += drops - last;
    if (last !== undefined || stream.drops.size < MOST_STREAMS) stream.drops.set(source, drops);
  }

  forget(exporter: number): void {
    for (const key of this.state.streams.keys()) {
      if (key.startsWith(`${exporter} `)) this.state.streams.delete(key);
    }
  }

  end(): void {
    const { losses } = this;
    if (losses > 0) {
      this.output.note(`sFlow datagrams that never arrived, by the agents' sequence numbers: ${losses}.`);
    }
    if (this.state.dropped > 0) {
      this.output.note(`Samples that sFlow agents say they dropped: ${this.state.dropped}.`);
    }
  }
}

export const sflowProtocol: DatagramProtocol = {
  name: 'sflow',
  recognises(bytes, from, to) {
    if (to - from < 8) return false;
    const version = u32(bytes, from);
    const addressType = u32(bytes, from + 4);
    return (
      (version === SFLOW_VERSION || OLD_VERSIONS.has(version)) && (addressType === 1 || addressType === 2)
    );
  },
  isWhole(bytes, from, to) {
    const header = readSflowHeader(bytes, from, to);
    if (header === null) return false;
    let { at } = header;
    for (let index = 0; index < Math.min(header.samples, MOST_SAMPLES); index++) {
      const item = readItem(bytes, at, to);
      if (item === null) return false;
      at = item.next;
    }
    return at === to;
  },
  open: (output, options, state) => new SflowDecoder(output, options, state as SflowState | undefined),
};
