/** The options of everything that looks at addresses. */
import { z } from 'zod';
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
      'City databases in MaxMind DB format (.mmdb), the first that knows an address answers; when empty, the DB-IP data that is installed with Strayflow',
    ),
  network: files
    .default([])
    .describe('Databases of autonomous systems in MaxMind DB format (.mmdb), such as GeoLite2-ASN'),
});
export type LocationOptions = z.infer<typeof locationOptionsSchema>;

export const addressOptionsSchema = z.strictObject({
  location: locationOptionsSchema.prefault({}).describe('Where addresses are; context, never evidence.'),
  checks: z
    .strictObject(
      Object.fromEntries(
        ADDRESS_CHECKS.map((check) => [check.name, check.options.prefault({}).describe(check.title)]),
      ),
    )
    .prefault({})
    .describe('Signs of forged addresses, by name.'),
});
