/** Names in place of addresses: the same address always gets the same name, and the name tells nothing but its side. */
import {
  ADDRESS_BYTES,
  anyPrefixContains,
  formatAddress,
  formatPrefix,
  type Prefix,
  parseAddress,
  parsePrefix,
  prefixContains,
} from '../model/address.js';

/** IEEE 802 addresses as aa:bb:cc:dd:ee:ff, aa-bb-cc-dd-ee-ff and aabb.ccdd.eeff. */
const MAC =
  /(?<![0-9a-f])(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![0-9a-f]|[:-][0-9a-f])|(?<![0-9a-f])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![0-9a-f])/gi;
/** What an address may be a part of: "10.0.0.5:22", "2001:db8::1", "fe80::1%eth0", "10.0.0.0/8". */
const CANDIDATE = /[0-9a-f:.]*[:.][0-9a-f:.]*(?:%[0-9a-z_.-]+)?(?:\/\d{1,3})?/gi;
/** Longer runs are no text that speaks of an address. */
const MAX_CANDIDATE = 120;

export class Pseudonyms {
  private readonly internal: readonly Prefix[];
  private readonly names = new Map<string, string>();
  private readonly next = new Map<string, number>();
  /** External IPv6 prefixes that are counted as one host, with their name. */
  private readonly hostPrefixes: { readonly prefix: Prefix; readonly name: string }[] = [];

  constructor(internal: readonly Prefix[]) {
    this.internal = internal;
  }

  /** The name of `original` among its kind, given now if it is new: "input-1". */
  name(kind: string, original: string): string {
    const key = `${kind} ${original}`;
    let name = this.names.get(key);
    if (name === undefined) {
      const number = (this.next.get(kind) ?? 0) + 1;
      this.next.set(kind, number);
      name = `${kind}-${number}`;
      this.names.set(key, name);
    }
    return name;
  }

  /** Remembers a host as evidence names it, so that hosts are numbered in their own order. */
  host(text: string): string {
    const prefix = text.includes('/') ? parsePrefix(text) : null;
    if (prefix === null || prefix.length === 128) return this.text(text);
    const name = this.name(this.side(prefix.bytes), formatPrefix(prefix));
    if (!this.hostPrefixes.some((known) => known.name === name)) this.hostPrefixes.push({ prefix, name });
    return name;
  }

  private side(bytes: Uint8Array): 'inside' | 'outside' {
    return anyPrefixContains(this.internal, bytes) ? 'inside' : 'outside';
  }

  private address(bytes: Uint8Array, zone: string): string {
    const host = this.hostPrefixes.find(({ prefix }) => prefixContains(prefix, bytes));
    return this.name(host === undefined ? this.side(bytes) : host.name, formatAddress(bytes) + zone);
  }

  private prefix(prefix: Prefix): string {
    const host = this.hostPrefixes.find((known) => formatPrefix(known.prefix) === formatPrefix(prefix));
    if (host !== undefined) return host.name;
    if (prefix.length === 128) return this.address(prefix.bytes, '');
    return this.name(`${this.side(prefix.bytes)}-network`, formatPrefix(prefix));
  }

  /** The text with each address, prefix and MAC address in it replaced. */
  text(text: string): string {
    return text
      .replace(MAC, (mac) => this.name('mac', mac.toLowerCase().replace(/[^0-9a-f]/g, '')))
      .replace(CANDIDATE, (candidate) => this.candidate(candidate));
  }

  /** Replaces the longest address at each place of a run of digits, dots and colons. */
  private candidate(run: string): string {
    if (run.length > MAX_CANDIDATE) return `(${run.length} characters left out)`;
    let out = '';
    let at = 0;
    while (at < run.length) {
      const found = this.longestAt(run, at);
      out += found === null ? run[at] : found.name;
      at += found === null ? 1 : found.length;
    }
    return out;
  }

  private longestAt(run: string, at: number): { readonly name: string; readonly length: number } | null {
    const bytes = new Uint8Array(ADDRESS_BYTES);
    for (let end = run.length; end > at + 2; end--) {
      const part = run.slice(at, end);
      const prefix = part.includes('/') ? parsePrefix(part) : null;
      if (prefix !== null) return { name: this.prefix(prefix), length: part.length };
      const [address, ...zone] = part.split('%');
      if (parseAddress(address!, bytes)) {
        return { name: this.address(bytes, zone.map((name) => `%${name}`).join('')), length: part.length };
      }
    }
    return null;
  }
}
