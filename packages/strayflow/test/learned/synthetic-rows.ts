/** Made-up ordinary traffic as rows of features, and ways to cut it. */
import { type Random, random } from '@strayflow/detectors';
import { parseAddress } from '../../src/model/address.js';
import type { FeatureSpec, FlowRows, HostRows } from '../../src/model/feature-rows.js';
import { ConnectionState, RecordKind } from '../../src/model/flow-batch.js';
import { FlowBuilder, sliceBatch } from '../../src/model/flow-builder.js';

const spec = (name: string, title: string, unit: string, scale: FeatureSpec['scale']): FeatureSpec => ({
  name,
  title,
  unit,
  scale,
  why: 'test',
});

export const FLOW_SPECS: readonly FeatureSpec[] = [
  spec('bytes-sent', 'bytes sent', 'B', 'log1p-robust'),
  spec('bytes-received', 'bytes received', 'B', 'log1p-robust'),
  spec('packets-sent', 'packets sent', 'packets', 'log1p-robust'),
  spec('duration', 'duration', 'ms', 'log1p-robust'),
  spec('peers', 'peers in 5 minutes', 'hosts', 'robust'),
  spec('failed', 'failed', '', 'none'),
];

export const HOST_SPECS: readonly FeatureSpec[] = [
  spec('flows', 'flows', 'flows', 'log1p-robust'),
  spec('ports', 'ports tried', 'ports', 'log1p-robust'),
  spec('failure-share', 'share of failures', '', 'none'),
];

export interface MadeFlow {
  readonly time: number;
  readonly source: string;
  readonly destination: string;
  readonly destinationPort: number;
  readonly values: readonly number[];
  readonly established: boolean;
  /** Default: all different. */
  readonly sourcePort?: number;
}

export function gauss(generator: Random): number {
  return Math.sqrt(-2 * Math.log(1 - generator.uniform())) * Math.cos(2 * Math.PI * generator.uniform());
}

/** Ordinary flows of `hosts` internal hosts: web-like and name-service-like, one every `stepMs`. */
export function ordinaryFlows(count: number, seed: number, hosts = 20, stepMs = 700): MadeFlow[] {
  const generator = random(seed);
  return Array.from({ length: count }, (_, i) => {
    const web = generator.uniform() < 0.6;
    const sent = Math.exp((web ? 7 : 4.3) + 0.8 * gauss(generator));
    const received = Math.exp((web ? 9.5 : 5) + 1.1 * gauss(generator));
    return {
      time: 1_700_000_100_000 + i * stepMs,
      source: `10.0.0.${1 + generator.below(hosts)}`,
      destination: `192.0.2.${1 + generator.below(40)}`,
      destinationPort: web ? 443 : 53,
      established: generator.uniform() < 0.97,
      values: [
        Math.round(sent),
        Math.round(received),
        Math.round(1 + sent / 400),
        Math.exp((web ? 6 : 3) + 0.9 * gauss(generator)),
        Math.round(5 + 2 * gauss(generator)),
        generator.uniform() < 0.03 ? 1 : 0,
      ],
    };
  });
}

export function flowRows(flows: readonly MadeFlow[], firstRecord = 1): FlowRows {
  const builder = new FlowBuilder('', [], Math.max(1, flows.length));
  const values = new Float64Array(flows.length * FLOW_SPECS.length);
  flows.forEach((flow, i) => {
    const row = builder.add();
    const c = builder.columns;
    c.recordNumber[row] = firstRecord + i;
    c.flowId[row] = firstRecord + i;
    c.record[row] = RecordKind.complete;
    c.time[row] = flow.time;
    c.start[row] = flow.time - flow.values[3]!;
    c.durationMs[row] = flow.values[3]!;
    parseAddress(flow.source, c.source, row * 16);
    parseAddress(flow.destination, c.destination, row * 16);
    c.sourcePort[row] = flow.sourcePort ?? 1024 + ((firstRecord + i) % 60_000);
    c.destinationPort[row] = flow.destinationPort;
    c.protocol[row] = flow.destinationPort === 53 ? 17 : 6;
    c.state[row] = flow.established ? ConnectionState.SF : ConnectionState.S0;
    c.bytesSent[row] = flow.values[0]!;
    c.bytesReceived[row] = flow.values[1]!;
    c.packetsSent[row] = flow.values[2]!;
    c.packetsReceived[row] = flow.values[2]!;
    values.set(flow.values, i * FLOW_SPECS.length);
  });
  const batch = builder.take();
  return { kind: 'flow', site: '', length: flows.length, columns: FLOW_SPECS, values, flows: batch };
}

export function sliceFlowRows(rows: FlowRows, from: number, to: number): FlowRows {
  const columns = rows.columns.length;
  return {
    ...rows,
    length: to - from,
    values: rows.values.subarray(from * columns, to * columns),
    flows: sliceBatch(rows.flows, from, to),
  };
}

/** Closed windows of `hosts` hosts, window by window. */
export function ordinaryHostRows(windows: number, seed: number, hosts = 20): HostRows {
  const generator = random(seed);
  const length = windows * hosts;
  const host = new Uint8Array(16 * length);
  const values = new Float64Array(length * HOST_SPECS.length);
  const flowCount = new Uint32Array(length);
  for (let row = 0; row < length; row++) {
    parseAddress(`10.0.0.${1 + (row % hosts)}`, host, row * 16);
    const flows = Math.round(Math.exp(3 + 0.7 * gauss(generator)));
    flowCount[row] = flows;
    values.set(
      [flows, Math.round(1 + flows / 6 + generator.uniform() * 3), generator.uniform() * 0.1],
      3 * row,
    );
  }
  const start = (row: number) => 1_700_000_100_000 + Math.floor(row / hosts) * 300_000;
  return {
    kind: 'host-window',
    site: '',
    length,
    columns: HOST_SPECS,
    values,
    host,
    windows: Array.from({ length }, (_, row) => ({ start: start(row), end: start(row) + 300_000 })),
    flowCount,
    establishedCount: flowCount.slice(),
    input: new Uint32Array(5 * length),
    recordNumber: Float64Array.from({ length: 5 * length }, (_, i) => (i % 5 < 2 ? 1 + i : 0)),
  };
}

/** The rows cut at the given places (any numbers; they are brought into range). */
export function cutAt(rows: FlowRows, cuts: readonly number[]): FlowRows[] {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (rows.length + 1)), rows.length])].sort(
    (a, b) => a - b,
  );
  return places.slice(1).map((to, i) => sliceFlowRows(rows, places[i]!, to));
}
