/** Who had to do with whom: peers of a host, and the map of networks and countries. */
import { z } from 'zod';
import { parsePrefix } from '../../model/address.js';
import { flowsOfPairs, peersOf } from '../../store/flows/flow-peers.js';
import { ALL } from '../../store/flows/query/query.js';
import { listHosts, type StoredHost } from '../../store/reading/hosts.js';
import { flowSpan, isWhole, searching } from '../reading/flow-search.js';
import { riskNow } from '../reading/host-rows.js';
import { busiestOf, networkMap } from '../reading/network-map.js';
import type { Reading } from '../reading/reading.js';
import { count, spanQuery, time } from '../reading/schemas.js';
import { type Call, route } from '../route.js';
import { knownHost } from './hosts.js';

const MOST_AREAS = 200;
const MOST_LINKS = 500;
const MOST_BUSIEST = 20;
/** So long addresses are looked up. */
const MAP_LIMIT_MS = 5_000;
/** Whose risk is looked at: those beyond are no more risky. */
const MOST_HOSTS = 5_000;

const peer = z.strictObject({
  peer: z.string(),
  flows: count,
  bytes: count,
  failed: count,
  ports: z.array(z.int()).describe('Destination ports of its flows, 20 at most'),
  first: time,
  last: time,
  direction: z.enum(['out', 'in', 'both']),
});

const area = {
  hosts: count,
  busiest: z.array(z.string()).describe('Its hosts with most bytes, 20 at most'),
  flows: count,
  bytes: count,
  riskiest: z.number(),
};
const networks = z
  .strictObject({
    internal: z.array(z.string()),
    networks: z
      .array(z.strictObject({ prefix: z.string(), isInternal: z.boolean(), ...area }))
      .describe('Internal /24 or /64, 200 at most'),
    countries: z.array(z.strictObject({ country: z.string().describe('ISO 3166-1, or ""'), ...area })),
    links: z.array(z.strictObject({ from: z.string(), to: z.string(), flows: count, bytes: count })),
    isWhole,
  })
  .meta({ id: 'Networks' });

function risks(state: Reading['state'], { config }: Call['services']): ReadonlyMap<string, number> {
  const { now } = state;
  const found = new Map<string, number>();
  for (const host of listHosts(state, { order: 'risk' }, null, MOST_HOSTS)) {
    found.set(host.host, Math.max(found.get(host.host) ?? 0, riskNow(host, now, config.risk)));
  }
  return found;
}

export const NETWORK_ROUTES = [
  route({
    method: 'get',
    path: '/hosts/{host}/peers',
    role: 'viewer',
    group: 'hosts',
    summary:
      'The other sides of a host’s flows, most bytes first; of the last day that is stored, unless from and to say otherwise.',
    params: z.strictObject({ host: z.string().min(1).max(300) }),
    query: z.strictObject({
      ...spanQuery,
      site: z.string().min(1).max(200).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    answer: z.strictObject({ items: z.array(peer), isWhole }),
    async handle(call) {
      const { reading } = call.services;
      const { site, limit, ...asked } = call.query;
      const [{ host }] = knownHost(reading.state, call.params.host, site) as [StoredHost];
      const prefix = parsePrefix(host);
      const span = flowSpan(reading.flows, asked);
      if (prefix === null || span === null) return { items: [], isWhole: true };
      const query = { kind: 'address' as const, sides: ['source', 'destination'] as const, prefix };
      const { sums, isWhole: whole } = await searching(call, (signal) =>
        peersOf(reading.flows, { query, span, signal }, prefix),
      );
      const items = [...sums].map(([name, { ports, isOut, isIn, ...each }]) => ({
        peer: name,
        ...each,
        ports: [...ports].sort((a, b) => a - b),
        direction: isOut && isIn ? ('both' as const) : isOut ? ('out' as const) : ('in' as const),
      }));
      items.sort((a, b) => b.bytes - a.bytes || b.flows - a.flows || (a.peer < b.peer ? -1 : 1));
      return { items: items.slice(0, limit), isWhole: whole };
    },
  }),
  route({
    method: 'get',
    path: '/networks',
    role: 'viewer',
    group: 'networks',
    summary:
      'Networks of our own, countries of the others, and what goes between them; of the last day that is stored, unless from and to say otherwise.',
    query: z.strictObject(spanQuery),
    answer: networks,
    async handle(call) {
      const { reading } = call.services;
      const internal = reading.state.internal ?? [];
      const span = flowSpan(reading.flows, call.query);
      if (span === null) return { internal, networks: [], countries: [], links: [], isWhole: true };
      const countryOf = (address: string) => reading.place(address)?.country ?? '';
      const { sums, isWhole: areAll } = await searching(call, (signal) =>
        flowsOfPairs(reading.flows, { query: ALL, span, signal }),
      );
      const {
        areas,
        links,
        isWhole: isMapped,
      } = await searching(call, (signal) => networkMap(sums, internal, countryOf, signal), MAP_LIMIT_MS);
      const riskOf = risks(reading.state, call.services);
      const rows = areas.map((each) => {
        const { name, isInternal, hosts, flows, bytes } = each;
        const riskiest = [...hosts.keys()].reduce((most, host) => Math.max(most, riskOf.get(host) ?? 0), 0);
        const busiest = busiestOf(each, MOST_BUSIEST);
        return { name, isInternal, about: { hosts: hosts.size, busiest, flows, bytes, riskiest } };
      });
      const inside = rows.filter((row) => row.isInternal);
      return {
        internal,
        networks: inside
          .slice(0, MOST_AREAS)
          .map(({ name: prefix, isInternal, about }) => ({ prefix, isInternal, ...about })),
        countries: rows
          .filter((row) => !row.isInternal)
          .map(({ name: country, about }) => ({ country, ...about })),
        links: links.slice(0, MOST_LINKS),
        isWhole: areAll && isMapped && inside.length <= MOST_AREAS && links.length <= MOST_LINKS,
      };
    },
  }),
];
