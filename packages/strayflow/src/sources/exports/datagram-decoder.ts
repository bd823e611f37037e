/** What a decoder of one family of export protocols is: NetFlow with IPFIX, sFlow. */
import type { ExportOptions } from './export-options.js';
import type { ExportOutput } from './export-output.js';

/** Who sends datagrams. */
export interface Exporter {
  /** Never used again for another address: the scope of its records. */
  readonly index: number;
  /** Its address as text; empty where the input does not say. */
  readonly name: string;
}

/** One datagram; its bytes are only valid during the call that hands it over. */
export interface ExportDatagram {
  readonly exporter: Exporter;
  readonly port: number;
  /** Time of arrival (Unix ms); NaN where the input does not say. */
  readonly time: number;
  readonly bytes: Uint8Array;
  /** The payload is `bytes[from..to)`. */
  readonly from: number;
  readonly to: number;
}

export interface DatagramDecoder {
  /** Never throws on untrusted bytes: what cannot be decoded is told to the output. */
  decode(datagram: ExportDatagram): void;
  /** The exporter with this index gave way to others: nothing of it need be remembered. */
  forget(exporter: number): void;
  /** The input is over: what waits is told to the output, and notes for the report. */
  end(): void;
  /** Records or datagrams that never arrived, by the exporters' sequence numbers. */
  readonly losses: number;
  /** All that it remembers between datagrams; plain data (model/snapshot.ts). */
  readonly state: object;
}

export interface DatagramProtocol {
  /** Of its state in a snapshot. */
  readonly name: string;
  /** By the version word alone. */
  recognises(bytes: Uint8Array, from: number, to: number): boolean;
  /** Whether `bytes[from..to)` is a datagram whose lengths fit together: what tells a capture of exports. */
  isWhole(bytes: Uint8Array, from: number, to: number): boolean;
  /** @param state what `DatagramDecoder.state` of an earlier one was */
  open(output: ExportOutput, options: ExportOptions, state?: object): DatagramDecoder;
}
