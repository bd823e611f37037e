/** The day that is looked at where nothing else is asked for: newer flows may have nothing to do with the evidence. */

const DAY_MS = 86_400_000;

/** @param lastSeen of the newest evidence (Unix ms); null: not known */
export function dayUpTo(lastSeen: number | null): { readonly from: number; readonly to: number } | undefined {
  if (lastSeen === null) return undefined;
  const to = Math.floor(lastSeen) + 1;
  return { from: to - DAY_MS, to };
}
