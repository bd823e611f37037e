/** The source "azure-flow": flow logs of Azure's virtual networks and network security groups. */
import { z } from 'zod';
import type { SourceFormat } from '../model/source.js';
import { AzureRecords } from './cloud/azure-records.js';
import { JsonObjectsParser } from './cloud/json-objects-parser.js';
import { pairingOptions } from './cloud/pairing-options.js';

const azureOptions = z.strictObject({
  ...pairingOptions(330_000, 900_000),
  recordLimit: z
    .int()
    .min(65_536)
    .max(256 * 1024 * 1024)
    .default(32 * 1024 * 1024)
    .describe(
      'Longest record in bytes (what one network interface saw in a minute); a longer one is rejected',
    ),
});
type AzureOptions = z.infer<typeof azureOptions>;

export const azureFlowFormat: SourceFormat<AzureOptions> = {
  name: 'azure-flow',
  title: 'Azure flow log',
  options: azureOptions,
  sniff: sniffAzure,
  open: (context, options, bytes) =>
    new JsonObjectsParser(
      context,
      options.recordLimit,
      (state) =>
        new AzureRecords(
          context,
          options,
          options.recordLimit,
          state as ConstructorParameters<typeof AzureRecords>[3],
        ),
      bytes,
    ),
};

/** Keys that its records begin with; a first record may be longer than the head. */
function sniffAzure(head: Uint8Array): number {
  const text = new TextDecoder().decode(head).trimStart();
  if (!text.startsWith('{') && !text.startsWith('[')) return 0;
  const isNetwork = /"flowLogVersion"\s*:/.test(text) && /"flowRecords"\s*:/.test(text);
  const isGroup = /"category"\s*:\s*"NetworkSecurityGroupFlowEvent"/.test(text);
  return isNetwork || isGroup ? 1 : 0;
}
