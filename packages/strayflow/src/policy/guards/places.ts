/** Prefixes of the options, made ready once for all decisions. */
import { type Prefix, parsePrefix } from '../../model/address.js';
import { concerns, withEmbedded } from '../../model/prefix-overlap.js';
import type { PolicyOptions } from '../options.js';

export interface Place {
  /** As the options have it. */
  readonly text: string;
  /** With the IPv4 networks that it stands for. */
  readonly prefixes: readonly Prefix[];
}

export interface GuardedPlaces {
  readonly own: readonly Place[];
  readonly gateways: readonly Place[];
  readonly nameServers: readonly Place[];
  readonly timeServers: readonly Place[];
  /** In the order of `options.allow`. */
  readonly allow: readonly Place[];
}

function placeOf(text: string): Place {
  return { text, prefixes: withEmbedded(parsePrefix(text)!) };
}

function placesIn({ own, gateways, nameServers, timeServers, allow }: PolicyOptions): GuardedPlaces {
  return {
    own: own.map(placeOf),
    gateways: gateways.map(placeOf),
    nameServers: nameServers.map(placeOf),
    timeServers: timeServers.map(placeOf),
    allow: allow.map(({ prefix }) => placeOf(prefix)),
  };
}

/** Options never change, and a million accused hosts are judged by the same: reading ten thousand prefixes each time takes hours. */
const READ = new WeakMap<PolicyOptions, GuardedPlaces>();

export function guardedPlaces(options: PolicyOptions): GuardedPlaces {
  const known = READ.get(options);
  if (known !== undefined) return known;
  const places = placesIn(options);
  READ.set(options, places);
  return places;
}

/** The first place that holds any address of the host, or that the host holds, in any of their forms. */
export function placeOfHost(places: readonly Place[], host: readonly Prefix[]): Place | undefined {
  return places.find(({ prefixes }) => concerns(prefixes, host));
}
