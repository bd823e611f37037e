/** Our table in nftables' JSON (libnftables-json(5)): a set with time-outs for each length of prefix, and what drops. */
import { formatAddress, isIpv4, type Prefix, parsePrefix } from '../../model/address.js';

export interface Element {
  /** "v4-32", "v6-64": the length is part of the set, so that no two elements of a set can overlap. */
  readonly set: string;
  readonly address: string;
}

export interface TimedElement extends Element {
  /** Until it ends by itself. */
  readonly seconds: number;
}

export interface SetShape {
  readonly name: string;
  readonly ipv4: boolean;
  /** In bits of its own family: 0..32 or 0..128. */
  readonly length: number;
}

const SET_NAME = /^v([46])-(\d{1,3})$/;

/** Null for names that are none of ours. */
export function setShape(name: string): SetShape | null {
  const match = SET_NAME.exec(name);
  if (match === null) return null;
  const ipv4 = match[1] === '4';
  const length = Number(match[2]);
  return length <= (ipv4 ? 32 : 128) ? { name, ipv4, length } : null;
}

/** Throws RangeError for what is no prefix. What comes out was written by us, whatever came in. */
export function elementOf(text: string): Element {
  const prefix = parsePrefix(text);
  if (prefix === null) throw new RangeError(`expected a prefix, received ${text}`);
  const ipv4 = prefix.length >= 96 && isIpv4(prefix.bytes);
  const set = ipv4 ? `v4-${prefix.length - 96}` : `v6-${prefix.length}`;
  return { set, address: formatAddress(prefix.bytes) };
}

export function prefixOf(element: Element): string {
  return `${element.address}/${element.set.slice(3)}`;
}

function maskOf({ ipv4, length }: SetShape): string {
  const bytes = new Uint8Array(16);
  const bits = ipv4 ? length + 96 : length;
  for (let bit = ipv4 ? 96 : 0; bit < bits; bit++) bytes[bit >> 3]! |= 0x80 >> (bit & 7);
  if (ipv4) bytes[10] = bytes[11] = 0xff;
  return formatAddress(bytes);
}

/** All that must be there before elements can be: in one transaction with them, and harmless where it is already. */
export function skeleton(table: string, sets: readonly SetShape[], both: boolean): readonly object[] {
  const place = { family: 'inet', table };
  const chains = ['prerouting', 'output'].map((hook) => ({
    chain: { ...place, name: hook, type: 'filter', hook, prio: -300, policy: 'accept' },
  }));
  const rules = sets.flatMap((set) => [
    ruleOf(place, 'prerouting', set, 'saddr'),
    ...(both ? [ruleOf(place, 'prerouting', set, 'daddr'), ruleOf(place, 'output', set, 'daddr')] : []),
  ]);
  return [
    { add: { table: { family: 'inet', name: table } } },
    ...sets.map(({ name, ipv4 }) => ({
      add: { set: { ...place, name, type: ipv4 ? 'ipv4_addr' : 'ipv6_addr', flags: ['timeout'] } },
    })),
    ...chains.map((chain) => ({ add: chain })),
    ...chains.map(({ chain }) => ({ flush: { chain: { ...place, name: chain.name } } })),
    ...rules.map((rule) => ({ add: { rule } })),
  ];
}

function ruleOf(
  place: { readonly family: string; readonly table: string },
  chain: string,
  set: SetShape,
  field: 'saddr' | 'daddr',
): object {
  const payload = { payload: { protocol: set.ipv4 ? 'ip' : 'ip6', field } };
  const whole = set.length === (set.ipv4 ? 32 : 128);
  const left = whole ? payload : { '&': [payload, maskOf(set)] };
  return {
    ...place,
    chain,
    expr: [{ match: { op: '==', left, right: `@${set.name}` } }, { counter: null }, { drop: null }],
  };
}

/** One command's worth for each set, in order of its name. */
export function elementsJson(
  table: string,
  elements: readonly (Element & { readonly seconds?: number })[],
): readonly object[] {
  const bySet = new Map<string, unknown[]>();
  for (const { set, address, seconds } of elements) {
    const one = seconds === undefined ? address : { elem: { val: address, timeout: seconds } };
    const those = bySet.get(set);
    if (those === undefined) bySet.set(set, [one]);
    else those.push(one);
  }
  return [...bySet.keys()].sort().map((name) => ({ family: 'inet', table, name, elem: bySet.get(name)! }));
}

export interface Listed {
  readonly sets: readonly SetShape[];
  /** Whether every chain that drops is there. */
  readonly whole: boolean;
  readonly elements: readonly { readonly prefix: string; readonly secondsLeft: number }[];
}

interface ListedObject {
  readonly set?: { readonly name?: unknown; readonly elem?: unknown };
  readonly rule?: { readonly chain?: unknown };
}

/** Reads what `nft -j list table` says. Throws SyntaxError for what is no JSON of nft. */
export function readListed(text: string, both: boolean): Listed {
  const { nftables } = JSON.parse(text) as { nftables?: unknown };
  if (!Array.isArray(nftables)) throw new SyntaxError('expected an object with the list nftables');
  const sets: SetShape[] = [];
  const elements: Listed['elements'][number][] = [];
  let rules = 0;
  for (const item of nftables as ListedObject[]) {
    if (item.rule !== undefined) rules++;
    const shape = typeof item.set?.name === 'string' ? setShape(item.set.name) : null;
    if (shape === null) continue;
    sets.push(shape);
    if (Array.isArray(item.set!.elem))
      elements.push(...item.set!.elem.flatMap((each) => listedElement(shape, each)));
  }
  return { sets, whole: rules === sets.length * (both ? 3 : 1), elements };
}

function listedElement({ name }: SetShape, item: unknown): Listed['elements'] {
  const { elem = { val: item } } = (typeof item === 'object' && item !== null ? item : {}) as {
    elem?: { val?: unknown; expires?: unknown };
  };
  const { val, expires } = elem;
  const prefix: Prefix | null = typeof val === 'string' ? parsePrefix(val) : null;
  if (prefix === null) return [];
  // An element without an end is not of our making; it is told as long over, so that it is taken away.
  const secondsLeft = typeof expires === 'number' ? expires : 0;
  return [{ prefix: prefixOf({ set: name, address: formatAddress(prefix.bytes) }), secondsLeft }];
}
