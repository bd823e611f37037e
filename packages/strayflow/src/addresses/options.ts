/** The options of everything that looks at addresses. */
import { z } from 'zod';
import { parsePrefix } from '../model/address.js';
import { ADDRESS_CHECKS } from './checks.js';

const files = z.array(z.string().min(1).max(4_000)).max(8);

export const locationOptionsSchema = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe('Look up where public addresses are; nothing leaves the machine'),
  city: files
    .default([])
    .describe(
      'City databases in MaxMind DB format (.mmdb), the first that knows an address answers, the others are asked whether they agree; when empty, the DB-IP data that is installed with Strayflow',
    ),
  network: files
    .default([])
    .describe('Databases of autonomous systems in MaxMind DB format (.mmdb), such as GeoLite2-ASN'),
});
export type LocationOptions = z.infer<typeof locationOptionsSchema>;

export const addressOptionsSchema = z.strictObject({
  location: locationOptionsSchema.prefault({}).describe('Where addresses are; context, never evidence.'),
  shared: z
    .array(
      z
        .string()
        .max(50)
        .refine((text) => parsePrefix(text) !== null, 'expected an address or prefix such as 192.0.2.1'),
    )
    .max(1_000)
    .default([])
    .describe(
      'Addresses and prefixes that many people share (NAT, proxies, VPN): what is told of them counts as not attributable',
    ),
  checks: z
    .strictObject(
      Object.fromEntries(
        ADDRESS_CHECKS.map((check) => [check.name, check.options.prefault({}).describe(check.title)]),
      ),
    )
    .prefault({})
    .describe('Signs of forged addresses, by name.'),
});
