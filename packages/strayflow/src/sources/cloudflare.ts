/** The source "cloudflare-logpush": HTTP requests, sampled packets and Zero Trust sessions of Cloudflare's Logpush. */
import { z } from 'zod';
import type { SourceFormat } from '../model/source.js';
import { LOGPUSH_PATHS } from './cloud/logpush-fields.js';
import { datasetOf } from './cloud/logpush-record.js';
import { LogpushRecords } from './cloud/logpush-records.js';
import { pairingOptions } from './cloud/pairing-options.js';
import { LINE_LIMIT } from './csv/options.js';
import { JsonLinesParser } from './text/json-lines.js';
import { JsonScanner } from './text/json-scanner.js';

const cloudflareOptions = z.strictObject({ ...pairingOptions(60_000, 300_000), lineLimit: LINE_LIMIT });
type CloudflareOptions = z.infer<typeof cloudflareOptions>;

export const cloudflareFormat: SourceFormat<CloudflareOptions> = {
  name: 'cloudflare-logpush',
  title: 'Cloudflare Logpush',
  options: cloudflareOptions,
  sniff: sniffLogpush,
  open: (context, options, bytes) =>
    new JsonLinesParser(
      context,
      options.lineLimit,
      (state) =>
        new LogpushRecords(context, options, state as ConstructorParameters<typeof LogpushRecords>[2]),
      bytes,
    ),
};

/** The first lines that are objects are records of a dataset that is read. */
function sniffLogpush(head: Uint8Array): number {
  const scanner = new JsonScanner(LOGPUSH_PATHS);
  let from = head[0] === 0xef && head[1] === 0xbb ? 3 : 0;
  for (let line = 0; line < 10 && from < head.length; line++) {
    const newline = head.indexOf(10, from);
    const to = newline < 0 ? head.length : newline;
    if (scanner.scan(head, from, to)) {
      const dataset = datasetOf(scanner);
      return dataset === null || dataset === 'test' ? 0 : 0.98;
    }
    from = to + 1;
  }
  return 0;
}
