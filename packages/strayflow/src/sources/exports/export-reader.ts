/** Takes datagrams of any exporter and gives each to the decoder of its protocol. */
import { ADDRESS_BYTES, formatAddress } from '../../model/address.js';
import type { ParserContext } from '../../model/source.js';
import type { DatagramDecoder, Exporter } from './datagram-decoder.js';
import type { ExportOptions } from './export-options.js';
import { ExportOutput, type ExportOutputState } from './export-output.js';
import { DATAGRAM_PROTOCOLS } from './protocols.js';

export interface ExportReaderState {
  readonly output: ExportOutputState;
  /** By address, the one that was silent longest first. */
  readonly exporters: Map<string, Exporter>;
  readonly nextExporter: number;
  readonly decoders: Readonly<Record<string, object>>;
}

/** Versions of NetFlow that no one has sent for decades: rejected by their name. */
const OLD_VERSIONS: ReadonlySet<number> = new Set([1, 7, 8]);

export class ExportReader {
  private readonly output: ExportOutput;
  private readonly decoders: readonly DatagramDecoder[];
  private readonly exporters: Map<string, Exporter>;
  private readonly maxExporters: number;
  private nextExporter: number;
  private latest: Exporter | null = null;
  private readonly latestAddress = new Uint8Array(ADDRESS_BYTES);

  constructor(context: ParserContext, options: ExportOptions, state?: ExportReaderState) {
    const output = new ExportOutput(context, options, state?.output);
    this.output = output;
    this.decoders = DATAGRAM_PROTOCOLS.map((protocol) =>
      protocol.open(output, options, state?.decoders[protocol.name]),
    );
    this.exporters = state?.exporters ?? new Map();
    this.nextExporter = state?.nextExporter ?? 1;
    this.maxExporters = options.maxExporters;
  }

  /** All that is remembered between datagrams; asked for after `flush`. */
  get state(): ExportReaderState {
    const decoders: Record<string, object> = {};
    DATAGRAM_PROTOCOLS.forEach(({ name }, index) => {
      decoders[name] = this.decoders[index]!.state;
    });
    return {
      output: this.output.state,
      exporters: this.exporters,
      nextExporter: this.nextExporter,
      decoders,
    };
  }

  /** Records or datagrams that never arrived, by the exporters' sequence numbers. */
  get losses(): number {
    return this.decoders.reduce((sum, { losses }) => sum + losses, 0);
  }

  /**
   * Takes the datagram `bytes[from..to)`, which is not kept, of the exporter whose 16 bytes of address are at
   * `addressAt` of `address`. `time` (arrival, Unix ms) is NaN where the input does not say.
   */
  take(
    time: number,
    address: Uint8Array,
    addressAt: number,
    port: number,
    bytes: Uint8Array,
    from: number,
    to: number,
  ): void {
    const index = DATAGRAM_PROTOCOLS.findIndex((protocol) => protocol.recognises(bytes, from, to));
    if (index < 0) {
      this.refuse(bytes, from, to);
      return;
    }
    const exporter = this.exporterAt(address, addressAt);
    this.decoders[index]!.decode({ exporter, port, time, bytes, from, to });
  }

  /** A record that could not be read at all, by what carries the datagrams. */
  reject(reason: string, detail: string): void {
    this.output.open();
    this.output.reject(reason, detail);
  }

  /** Something that carries no datagram of an exporter. */
  ignore(reason: string): void {
    this.output.open();
    this.output.ignore(reason);
  }

  private refuse(bytes: Uint8Array, from: number, to: number): void {
    const length = to - from;
    const version = length < 2 ? -1 : (bytes[from]! << 8) | bytes[from + 1]!;
    if (OLD_VERSIONS.has(version)) {
      this.reject(
        `netflow-v${version}`,
        `NetFlow version ${version} is not read; set the exporter to 5, 9 or IPFIX`,
      );
    } else this.reject('not-an-export', `${length} bytes that begin with version ${version}`);
  }

  private exporterAt(address: Uint8Array, at: number): Exporter {
    if (this.latest !== null && this.isLatest(address, at)) return this.latest;
    const key = String.fromCharCode(...address.subarray(at, at + ADDRESS_BYTES));
    let exporter = this.exporters.get(key);
    if (exporter === undefined) {
      const name = key === UNKNOWN_ADDRESS ? '' : formatAddress(address, at);
      exporter = { index: this.nextExporter++, name };
      this.makeRoom();
    } else this.exporters.delete(key);
    this.exporters.set(key, exporter);
    this.latest = exporter;
    this.latestAddress.set(address.subarray(at, at + ADDRESS_BYTES));
    return exporter;
  }

  private isLatest(address: Uint8Array, at: number): boolean {
    for (let i = 0; i < ADDRESS_BYTES; i++) if (this.latestAddress[i] !== address[at + i]) return false;
    return true;
  }

  private makeRoom(): void {
    for (const [key, exporter] of this.exporters) {
      if (this.exporters.size < this.maxExporters) return;
      this.exporters.delete(key);
      for (const decoder of this.decoders) decoder.forget(exporter.index);
      this.output.note(
        `More than ${this.maxExporters} exporters: those that were silent longest were forgotten (maxExporters).`,
      );
    }
  }

  /** Tells the sink what was counted; after every chunk of the input. */
  tell(): void {
    this.output.tell();
  }

  flush(): void {
    this.output.flush();
  }

  end(): void {
    for (const decoder of this.decoders) decoder.end();
    this.output.end();
  }
}

const UNKNOWN_ADDRESS = String.fromCharCode(...new Uint8Array(ADDRESS_BYTES));
