/** Which network is observed: as configured, or as far as the traffic tells. */
import { ADDRESS_BYTES, formatPrefix, type Prefix } from '../model/address.js';
import type { FlowBatch } from '../model/flow-batch.js';
import { type AddressActivity, addressActivity, countActivity } from './address-activity.js';
import { byAddress, enclosing, isLively, MOST, privateNetworks, publicNetwork } from './private-networks.js';

export interface InternalNetwork {
  /** In order of address; empty when it could not be told. */
  readonly prefixes: readonly Prefix[];
  readonly inferred: boolean;
  /** One or two sentences for the report. */
  readonly statement: string;
}

/** The side that is observed takes part in this many times the flows of the next one. */
const CLEARLY = 2;
/** A public host that makes this share of its network's flows stands for itself alone. */
const ALONE = 0.8;
const NOT_GIVEN = 'No internal prefixes were given.';

/** Sees records in any order. */
export const internalNetwork = {
  open: addressActivity,
  step(state: AddressActivity, batch: FlowBatch): void {
    countActivity(state, batch);
  },
  infer(state: AddressActivity, given: readonly Prefix[]): InternalNetwork {
    if (given.length > 0) {
      const statement = `The internal network is ${list(given)}, as configured.`;
      return { prefixes: given, inferred: false, statement };
    }
    const lan = privateNetworks(state);
    const share = state.total === 0 ? 0 : lan.flows / state.total;
    if (lan.prefixes.length > 0 && share >= MOST) {
      const statement = `${NOT_GIVEN} Taken as internal: ${list(lan.prefixes)}, the private networks whose hosts hold conversations here.`;
      return { prefixes: lan.prefixes, inferred: true, statement };
    }
    const site = publicSite(state);
    if (site !== null) {
      const part = `${Math.round(100 * site.share)} % of the flows`;
      const also = lan.prefixes.length > 0 ? `, and the private networks ${list(lan.prefixes)}` : '';
      const statement = `${NOT_GIVEN} Taken as internal: ${formatPrefix(site.prefix)}, which takes part in ${part}${also}.`;
      return { prefixes: [...lan.prefixes, site.prefix].sort(byAddress), inferred: true, statement };
    }
    return {
      prefixes: [],
      inferred: true,
      statement: `${NOT_GIVEN} The traffic does not tell which side is observed, so every host counts as external; name the observed network with --internal.`,
    };
  },
};

function list(prefixes: readonly Prefix[]): string {
  const names = prefixes.slice(0, 8).map(formatPrefix);
  if (prefixes.length > names.length) names.push(`${prefixes.length - names.length} more`);
  return names.join(', ');
}

/** The public network, or the one host in it, that most flows come from or go to; null when no one stands out. */
function publicSite(activity: AddressActivity): { readonly prefix: Prefix; readonly share: number } | null {
  const networks = new Map<string, { prefix: Prefix; flows: number; hosts: number; busiest: number }>();
  const { bytes, size } = activity.table;
  for (let id = 0; id < size; id++) {
    const prefix = publicNetwork(bytes, id * ADDRESS_BYTES);
    if (prefix === null) continue;
    const key = formatPrefix(prefix);
    const network = networks.get(key) ?? { prefix, flows: 0, hosts: 0, busiest: id };
    networks.set(key, network);
    network.flows += activity.flows[id]!;
    if (isLively(activity, id)) network.hosts++;
    if (activity.flows[id]! > activity.flows[network.busiest]!) network.busiest = id;
  }
  const ranked = [...networks.values()].sort((a, b) => b.flows - a.flows || byAddress(a.prefix, b.prefix));
  const [first, second] = ranked;
  if (first === undefined || first.flows < MOST * activity.total) return null;
  if (first.flows < CLEARLY * (second?.flows ?? 0)) return null;
  const share = (flows: number) => Math.min(1, flows / activity.total);
  const busiest = activity.flows[first.busiest]!;
  if (first.hosts > 1 && busiest < ALONE * first.flows)
    return { prefix: first.prefix, share: share(first.flows) };
  return { prefix: enclosing(bytes, first.busiest * ADDRESS_BYTES, 128), share: share(busiest) };
}
