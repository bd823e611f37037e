/** The source "export-capture": a packet capture of exporters' datagrams. */
import type { SourceFormat } from '../model/source.js';
import { ExportCaptureParser, sniffExportCapture } from './exports/export-capture-parser.js';
import { type ExportOptions, exportOptions } from './exports/export-options.js';

export const exportCaptureFormat: SourceFormat<ExportOptions> = {
  name: 'export-capture',
  title: 'Packet capture of exporters (NetFlow, IPFIX, sFlow over UDP)',
  options: exportOptions,
  sharesLayouts: true,
  sniff: sniffExportCapture,
  open: (context, options, snapshot) => new ExportCaptureParser(context, options, snapshot),
};
