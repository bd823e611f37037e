/** The source "pcap": flows and ARP facts of a packet capture, pcap or pcapng. */
import type { ParserContext, SourceFormat } from '../model/source.js';
import { CaptureParser } from './pcap/capture-parser.js';
import { type PcapOptions, pcapOptions } from './pcap/options.js';
import { pcapMagic } from './pcap/pcap-reader.js';
import { sectionByteOrder } from './pcap/pcapng-reader.js';

export type { PcapOptions };

export const pcapFormat: SourceFormat<PcapOptions> = {
  name: 'pcap',
  title: 'Packet capture (pcap, pcapng)',
  options: pcapOptions,
  sniff(head: Uint8Array): number {
    if (head.length >= 4 && pcapMagic(head, 0) !== null) return 1;
    return head.length >= 12 && sectionByteOrder(head, 0) !== null ? 1 : 0;
  },
  open: (context: ParserContext, options: PcapOptions, snapshot?: Uint8Array) =>
    new CaptureParser(context, options, snapshot),
};
