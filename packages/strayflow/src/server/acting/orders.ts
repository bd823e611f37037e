/** Parts of what people order, bounded. */
import { z } from 'zod';
import { formatPrefix, parsePrefix } from '../../model/address.js';
import { FAMILIES } from '../../model/evidence.js';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const MOST_HOURS = 87_600;

export const reason = z.string().min(1).max(500).describe('Why, for those who come after');
export const families = z.array(z.enum(FAMILIES)).min(1).max(FAMILIES.length);
export const prefix = z
  .string()
  .min(1)
  .max(64)
  .refine((text) => parsePrefix(text) !== null, 'expected an address or prefix');
export const spareHours = z
  .int()
  .min(0)
  .max(MOST_HOURS)
  .describe('Its addresses are spared for so long (h); 0: they may be blocked again at once');

/** Of a block or an incident. */
export const idParams = z.strictObject({ id: z.string().min(1).max(64) });
/** Of a mute or an exception. */
export const numberParams = z.strictObject({ id: z.coerce.number().int().min(1).max(1e15) });

/** As it is kept; of text that `prefix` let pass. */
export function canonical(text: string): string {
  return formatPrefix(parsePrefix(text)!);
}
