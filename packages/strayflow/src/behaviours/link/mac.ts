/** Link-layer addresses as short strings, and those that several devices share on purpose. */

/** Six characters, one byte each; '' for all zero and for group addresses, which are nobody's own. */
export function macKey(bytes: Uint8Array, offset: number): string {
  const [a, b, c] = [bytes[offset]!, bytes[offset + 1]!, bytes[offset + 2]!];
  const [d, e, f] = [bytes[offset + 3]!, bytes[offset + 4]!, bytes[offset + 5]!];
  return (a & 1) === 1 || (a | b | c | d | e | f) === 0 ? '' : String.fromCharCode(a, b, c, d, e, f);
}

/** "02:00:00:00:00:01" */
export function macText(key: string): string {
  return Array.from(key, (character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join(':');
}

/**
 * First bytes that routers and clusters give to an address which moves between them: VRRP and CARP (RFC 9568 section 7.3),
 * HSRP 1 and 2, HSRP for IPv6, GLBP, Microsoft's network load balancing.
 */
const SHARED = [
  '00:00:5e:00:01',
  '00:00:5e:00:02',
  '00:00:0c:07:ac',
  '00:00:0c:9f:f',
  '00:05:73:a0:0',
  '00:07:b4:00',
  '02:bf',
];

export function isSharedMac(key: string): boolean {
  const text = macText(key);
  return SHARED.some((prefix) => text.startsWith(prefix));
}

/** Ports of one device mostly have neighbouring numbers: bonded cards take turns with one address on purpose. */
const NEIGHBOURS = 8;

export function areNeighbours(one: string, other: string): boolean {
  if (one.slice(0, 5) !== other.slice(0, 5)) return false;
  return Math.abs(one.charCodeAt(5) - other.charCodeAt(5)) <= NEIGHBOURS;
}
