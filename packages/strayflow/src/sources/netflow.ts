/** The source "netflow": NetFlow v5, v9 and IPFIX messages in a file, one after the other. */
import type { SourceFormat } from '../model/source.js';
import { ExportFileParser } from './exports/export-file-parser.js';
import { type ExportOptions, exportOptions } from './exports/export-options.js';
import { MessageFile, sniffMessages } from './netflow/message-file.js';

export const netflowFormat: SourceFormat<ExportOptions> = {
  name: 'netflow',
  title: 'NetFlow v5, v9 and IPFIX messages in a file (also IPFIX files, RFC 5655)',
  options: exportOptions,
  sharesLayouts: true,
  sniff: sniffMessages,
  open: (context, options, snapshot) =>
    new ExportFileParser(
      context,
      options,
      (state) => new MessageFile(state as MessageFile['state'] | undefined),
      snapshot,
    ),
};
