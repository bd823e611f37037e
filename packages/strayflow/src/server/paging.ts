/** Lists in pages: `?limit=` and an opaque `?cursor=`; the answer is `{ items, next }`. */
import { z } from 'zod';
import { Problem } from './problem.js';

/** To be spread into the query of a list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('Items at most'),
  cursor: z.string().min(1).max(1_000).optional().describe('`next` of the page before'),
};

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Cursor of the page behind; null on the last. */
  readonly next: string | null;
}

/** The schema of a page of items. */
export function pageAnswer<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), next: z.string().nullable() });
}

/** Any JSON value: what says where a page ended. */
export function encodeCursor(key: unknown): string {
  return Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');
}

/** Null without a cursor, which is the first page. Throws Problem for one that is none of ours. */
export function decodeCursor<Key>(cursor: string | undefined, schema: z.ZodType<Key>): Key | null {
  if (cursor === undefined) return null;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new Problem(400, 'The cursor is not one that this list gave.', { cause });
  }
}

/**
 * @param found one more than `limit` where there are more
 * @param keyOf where the next page goes on: of the last item shown
 */
export function pageOf<Item>(
  found: readonly Item[],
  limit: number,
  keyOf: (item: Item) => unknown,
): Page<Item> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}
