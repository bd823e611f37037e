/** Numbers for the scopes of records: network interfaces, networks. */

/** FNV-1a (Fowler, Noll, Vo) of the UTF-16 code units, 32 bits; the same text always gives the same number. */
export function scopeOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
