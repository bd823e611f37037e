/** Flows and evidence as documents of the Elastic Common Schema, version 8.11. */
import { PRODUCT } from '../../actions/product.js';
import { parsePrefix } from '../../model/address.js';
import type { Evidence } from '../../model/evidence.js';
import { isoTime } from '../../model/format.js';
import { techniqueUrl, techniqueWords } from '../../reports/words.js';
import type { FlowRow } from '../../store/flows/flow-row.js';
import type { StoredEvidence } from '../../store/reading/evidence.js';
import { transportOf } from './protocol-names.js';

const ECS = { version: '8.11.0' };
const OBSERVER = { vendor: PRODUCT.vendor, product: PRODUCT.name, version: PRODUCT.version, type: 'ids' };

/** Without what is not known. */
function known(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** Null where neither is known. */
function both(one: number | null, other: number | null): number | null {
  return one === null && other === null ? null : (one ?? 0) + (other ?? 0);
}

/** A record of a flow: event.kind "event", category "network". Durations are in nanoseconds there. */
export function flowEcs(flow: FlowRow): object {
  const { time, durationMs, source, destination, bytesSent, bytesReceived, packetsSent, packetsReceived } =
    flow;
  return {
    '@timestamp': isoTime(time),
    ecs: ECS,
    event: known({
      kind: 'event',
      category: ['network'],
      type: ['connection'],
      module: 'strayflow',
      dataset: 'strayflow.flow',
      duration: durationMs === null ? null : Math.round(durationMs * 1e6),
      start: durationMs === null ? null : isoTime(time - durationMs),
    }),
    source: known({
      ip: source,
      address: source,
      port: flow.sourcePort,
      // As RFC 7042 has it, which ECS asks for.
      mac: flow.mac?.replaceAll(':', '-').toUpperCase(),
      bytes: bytesSent,
      packets: packetsSent,
    }),
    destination: known({
      ip: destination,
      address: destination,
      port: flow.destinationPort,
      bytes: bytesReceived,
      packets: packetsReceived,
    }),
    network: known({
      type: source.includes(':') ? 'ipv6' : 'ipv4',
      iana_number: flow.protocol === null ? null : String(flow.protocol),
      transport: flow.protocol === null ? null : transportOf(flow.protocol),
      protocol: flow.service?.toLowerCase(),
      bytes: both(bytesSent, bytesReceived),
      packets: both(packetsSent, packetsReceived),
      vlan: flow.vlan === null ? null : { id: String(flow.vlan) },
    }),
    ...(flow.identity === null ? {} : { user: { name: flow.identity } }),
    related: {
      ip: [...new Set([source, destination])],
      ...(flow.identity === null ? {} : { user: [flow.identity] }),
    },
    observer: OBSERVER,
    strayflow: known({
      site: flow.site,
      input: flow.input,
      record: flow.record,
      state: flow.state,
      exporter: flow.exporter,
      uid: flow.uid,
    }),
  };
}

function isAddress(host: string): boolean {
  return !host.includes('/') && parsePrefix(host) !== null;
}

function party(host: string): object {
  return { address: host, ...(isAddress(host) ? { ip: host } : {}) };
}

function threatOf(technique: Evidence['technique']): object {
  if (technique === null) return {};
  const reference = techniqueUrl(technique);
  const name = techniqueWords(technique).slice(technique.length + 1);
  return {
    threat: {
      framework: 'MITRE ATT&CK',
      technique: known({
        id: [technique],
        name: name === '' ? null : [name],
        reference: reference === null ? null : [reference],
      }),
    },
  };
}

/** A piece of evidence: event.kind "alert". */
export function evidenceEcs({ evidence, risk }: StoredEvidence): object {
  const { id, family, site, host, role, peer, firstSeen, lastSeen, surprise, summary, technique } = evidence;
  const hosts = [host, ...(peer === null ? [] : [peer])];
  const addresses = hosts.filter(isAddress);
  const [own, others] = role === 'actor' ? ['source', 'destination'] : ['destination', 'source'];
  return {
    '@timestamp': isoTime(lastSeen),
    ecs: ECS,
    message: summary,
    event: {
      kind: 'alert',
      category: ['intrusion_detection'],
      type: ['info'],
      module: 'strayflow',
      dataset: 'strayflow.evidence',
      id,
      start: isoTime(firstSeen),
      end: isoTime(lastSeen),
      risk_score: risk,
      risk_score_norm: Math.round(1_000 * risk) / 10,
    },
    rule: { name: family, ruleset: 'strayflow' },
    [own!]: party(host),
    ...(peer === null ? {} : { [others!]: party(peer) }),
    ...threatOf(technique),
    related: { hosts, ...(addresses.length === 0 ? {} : { ip: addresses }) },
    observer: OBSERVER,
    tags: [family],
    strayflow: {
      site,
      role,
      surprise,
      attributable: evidence.attributable,
      record_count: evidence.recordCount,
      window: evidence.window,
    },
  };
}
