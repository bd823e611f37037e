/** The source "flow-datagrams": datagrams of exporters in a file, each with its time and sender. */
import type { SourceFormat } from '../model/source.js';
import { DatagramSpool, hasDatagramMagic } from './exports/datagram-spool.js';
import { ExportFileParser } from './exports/export-file-parser.js';
import { type ExportOptions, exportOptions } from './exports/export-options.js';

export const flowDatagramsFormat: SourceFormat<ExportOptions> = {
  name: 'flow-datagrams',
  title: 'Received datagrams of exporters (NetFlow, IPFIX, sFlow) in a file',
  options: exportOptions,
  sharesLayouts: true,
  sniff: (head) => (hasDatagramMagic(head, 0, head.length) ? 1 : 0),
  open: (context, options, snapshot) =>
    new ExportFileParser(
      context,
      options,
      (state) => new DatagramSpool(state as DatagramSpool['state'] | undefined),
      snapshot,
    ),
};
