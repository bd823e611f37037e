/** Flows and evidence as events of the Open Cybersecurity Schema Framework, version 1.4.0: classes 4001 and 2004. */
import { PRODUCT } from '../../actions/product.js';
import { parsePrefix } from '../../model/address.js';
import { ConnectionState, isEstablished, isFailed } from '../../model/flow-batch.js';
import { techniqueUrl, techniqueWords } from '../../reports/words.js';
import type { FlowRow } from '../../store/flows/flow-row.js';
import type { StoredEvidence } from '../../store/reading/evidence.js';
import { transportOf } from './protocol-names.js';

const METADATA = {
  version: '1.4.0',
  product: { vendor_name: PRODUCT.vendor, name: PRODUCT.name, version: PRODUCT.version },
};
const NETWORK_ACTIVITY = 4_001;
const DETECTION_FINDING = 2_004;

const OPEN = { id: 1, name: 'Open' };
const FAIL = { id: 4, name: 'Fail' };
const TRAFFIC = { id: 6, name: 'Traffic' };

function known(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}

function activityOf(state: string | null) {
  const number = state === null ? 0 : (ConnectionState[state as keyof typeof ConnectionState] ?? 0);
  if (isFailed(number)) return FAIL;
  return isEstablished(number) ? OPEN : TRAFFIC;
}

function classified(uid: number, name: string, activity: { readonly id: number; readonly name: string }) {
  const category = Math.floor(uid / 1_000);
  return {
    activity_id: activity.id,
    activity_name: activity.name,
    category_uid: category,
    category_name: category === 4 ? 'Network Activity' : 'Findings',
    class_uid: uid,
    class_name: name,
    type_uid: 100 * uid + activity.id,
    type_name: `${name}: ${activity.name}`,
  };
}

/** Times and durations are in ms there. */
export function flowOcsf(flow: FlowRow): object {
  const { time, durationMs, protocol, bytesSent, bytesReceived, packetsSent, packetsReceived } = flow;
  const whole = (one: number | null, other: number | null) =>
    one === null || other === null ? null : one + other;
  return {
    ...classified(NETWORK_ACTIVITY, 'Network Activity', activityOf(flow.state)),
    time: Math.round(time),
    ...(durationMs === null
      ? {}
      : {
          start_time: Math.round(time - durationMs),
          end_time: Math.round(time),
          duration: Math.round(durationMs),
        }),
    severity_id: 1,
    severity: 'Informational',
    src_endpoint: known({
      ip: flow.source,
      port: flow.sourcePort,
      mac: flow.mac,
      vlan_uid: flow.vlan === null ? null : String(flow.vlan),
    }),
    dst_endpoint: known({ ip: flow.destination, port: flow.destinationPort, svc_name: flow.service }),
    connection_info: known({
      direction_id: 0,
      direction: 'Unknown',
      protocol_num: protocol,
      protocol_name: protocol === null ? null : transportOf(protocol),
      protocol_ver_id: flow.source.includes(':') ? 6 : 4,
      uid: flow.uid,
    }),
    traffic: known({
      bytes_out: bytesSent,
      bytes_in: bytesReceived,
      packets_out: packetsSent,
      packets_in: packetsReceived,
      bytes: whole(bytesSent, bytesReceived),
      packets: whole(packetsSent, packetsReceived),
    }),
    ...(flow.identity === null ? {} : { actor: { user: { name: flow.identity } } }),
    metadata: METADATA,
    unmapped: known({
      site: flow.site,
      input: flow.input,
      record: flow.record,
      state: flow.state,
      exporter: flow.exporter,
    }),
  };
}

function endpoint(host: string): object {
  return !host.includes('/') && parsePrefix(host) !== null ? { ip: host } : { name: host };
}

/** By the risk of the host. */
function severityOf(risk: number) {
  const names = ['Informational', 'Low', 'Medium', 'High', 'Critical'];
  const level = [0.2, 0.5, 0.7, 0.9].filter((line) => risk >= line).length;
  return { severity_id: 1 + level, severity: names[level]! };
}

function attacksOf(technique: string | null): object {
  if (technique === null) return {};
  const name = techniqueWords(technique).slice(technique.length + 1);
  const about = known({ uid: technique, name: name === '' ? null : name, src_url: techniqueUrl(technique) });
  return { attacks: [{ version: '16.1', technique: about }] };
}

export function evidenceOcsf({ evidence, risk }: StoredEvidence): object {
  const { id, family, host, role, peer, firstSeen, lastSeen, summary, technique } = evidence;
  const [own, others] =
    role === 'actor' ? ['src_endpoint', 'dst_endpoint'] : ['dst_endpoint', 'src_endpoint'];
  return {
    ...classified(DETECTION_FINDING, 'Detection Finding', { id: 1, name: 'Create' }),
    time: Math.round(lastSeen),
    start_time: Math.round(firstSeen),
    end_time: Math.round(lastSeen),
    ...severityOf(risk),
    risk_score: Math.round(100 * risk),
    message: summary,
    metadata: { ...METADATA, uid: `${id}-${evidence.revision}` },
    finding_info: {
      uid: id,
      title: family,
      desc: summary,
      types: [family],
      created_time: Math.round(firstSeen),
      first_seen_time: Math.round(firstSeen),
      last_seen_time: Math.round(lastSeen),
      analytic: { name: family, type_id: 2, type: 'Behavioral' },
      ...attacksOf(technique),
    },
    evidences: [{ [own!]: endpoint(host), ...(peer === null ? {} : { [others!]: endpoint(peer) }) }],
    unmapped: {
      site: evidence.site,
      role,
      surprise: evidence.surprise,
      attributable: evidence.attributable,
      record_count: evidence.recordCount,
      risk,
    },
  };
}
