/** The source "google-vpc-flow": VPC flow logs of Google Cloud, as Cloud Logging or BigQuery export them. */
import { z } from 'zod';
import type { SourceFormat } from '../model/source.js';
import { GoogleEntries } from './cloud/google-entries.js';
import { GOOGLE_PATHS, GoogleEntry } from './cloud/google-entry.js';
import { firstObject, JsonObjectsParser } from './cloud/json-objects-parser.js';
import { pairingOptions } from './cloud/pairing-options.js';
import { LINE_LIMIT } from './csv/options.js';
import { UnusableCells } from './record/unusable-cells.js';
import { JsonScanner } from './text/json-scanner.js';

const googleOptions = z.strictObject({
  samplingRate: z
    .int()
    .min(0)
    .max(16_777_216)
    .default(30)
    .describe(
      'Packets that one counted packet stands for, about; counters are already multiplied; 0 = not known',
    ),
  ...pairingOptions(600_000, 1_860_000),
  lineLimit: LINE_LIMIT,
});
type GoogleOptions = z.infer<typeof googleOptions>;

export const googleVpcFlowFormat: SourceFormat<GoogleOptions> = {
  name: 'google-vpc-flow',
  title: 'Google Cloud VPC flow log',
  options: googleOptions,
  sniff: sniffGoogle,
  open: (context, options, bytes) =>
    new JsonObjectsParser(
      context,
      options.lineLimit,
      (state) => new GoogleEntries(context, options, state as ConstructorParameters<typeof GoogleEntries>[2]),
      bytes,
    ),
};

/** The first entry is one of a flow log. */
function sniffGoogle(head: Uint8Array): number {
  if (
    !new TextDecoder()
      .decode(head.subarray(0, 64))
      .replace(/^[\s\ufeff]+/, '')
      .match(/^[[{]/)
  )
    return 0;
  const text = new TextEncoder().encode(firstObject(head));
  const scanner = new JsonScanner(GOOGLE_PATHS);
  return scanner.scan(text, 0, text.length) && new GoogleEntry(scanner, new UnusableCells()).find() ? 1 : 0;
}
