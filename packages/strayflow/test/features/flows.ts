/** Flow records for the tests of features, and the rows that a stage makes of them. */

import { formatAddress, parseAddress } from '../../src/model/address.js';
import type { FeatureRows, FlowRows, HostRows } from '../../src/model/feature-rows.js';
import { ConnectionState, type FlowBatch, RecordKind } from '../../src/model/flow-batch.js';
import { FlowBuilder, sliceBatch } from '../../src/model/flow-builder.js';
import { restore, snapshot } from '../../src/model/snapshot.js';
import type { Stage } from '../../src/model/stage.js';
import { TICK_MS } from '../../src/model/window.js';

export interface Sketch {
  readonly time: number;
  readonly source?: string;
  readonly destination?: string;
  /** Null: unknown. */
  readonly port?: number | null;
  readonly protocol?: number;
  readonly state?: ConnectionState | null;
  readonly record?: RecordKind;
  readonly flowId?: number;
  readonly bytesSent?: number | null;
  readonly bytesReceived?: number | null;
  readonly durationMs?: number | null;
  readonly initiatorKnown?: boolean;
  readonly service?: string;
  readonly site?: string;
}

export function flowBatch(sketches: readonly Sketch[]): FlowBatch {
  const builder = new FlowBuilder(sketches[0]?.site ?? 'home', ['service'], sketches.length);
  sketches.forEach((sketch, i) => {
    const row = builder.add();
    const { columns } = builder;
    columns.recordNumber[row] = i + 1;
    columns.flowId[row] = sketch.flowId ?? i + 1;
    columns.record[row] = sketch.record ?? RecordKind.complete;
    columns.time[row] = sketch.time;
    columns.start[row] = sketch.time - (sketch.durationMs ?? 0);
    columns.initiatorKnown[row] = sketch.initiatorKnown === false ? 0 : 1;
    parseAddress(sketch.source ?? '10.0.0.1', columns.source, 16 * row);
    parseAddress(sketch.destination ?? '10.0.0.2', columns.destination, 16 * row);
    columns.protocol[row] = sketch.protocol ?? 6;
    const set = (
      column: 'destinationPort' | 'state' | 'bytesSent' | 'bytesReceived' | 'durationMs',
      value: number | null,
    ) => {
      if (value === null) builder.unknown(column, row);
      else columns[column][row] = value;
    };
    set('destinationPort', sketch.port === undefined ? 80 : sketch.port);
    set('state', sketch.state === undefined ? ConnectionState.SF : sketch.state);
    set('bytesSent', sketch.bytesSent === undefined ? 100 : sketch.bytesSent);
    set('bytesReceived', sketch.bytesReceived === undefined ? 300 : sketch.bytesReceived);
    set('durationMs', sketch.durationMs === undefined ? 0 : sketch.durationMs);
    columns.packetsSent[row] = 2;
    columns.packetsReceived[row] = 2;
    builder.text('service', row, sketch.service ?? '');
  });
  return builder.take();
}

/** Where to cut the batch, and after which cut to take the state through a snapshot. */
export interface Cuts {
  readonly at: readonly number[];
  readonly snapshotAfter: number;
}

/** Runs the stage as the route does: ticks of event time between rows, whatever the cuts; then the end. */
export function runStage<State extends object>(
  stage: Stage<State, FeatureRows>,
  batch: FlowBatch,
  cuts: Cuts = { at: [], snapshotAfter: -1 },
): { readonly rows: readonly FeatureRows[]; readonly state: State } {
  const rows: FeatureRows[] = [];
  const emit = (emitted: FeatureRows) => rows.push(emitted);
  let state = stage.open();
  let nextTick = Number.NEGATIVE_INFINITY;
  const places = [...new Set([...cuts.at, batch.length])]
    .filter((at) => at <= batch.length)
    .sort((a, b) => a - b);
  let from = 0;
  places.forEach((place, i) => {
    while (from < place) {
      if (batch.time[from]! >= nextTick) {
        const tick = Math.floor(batch.time[from]! / TICK_MS) * TICK_MS;
        if (nextTick !== Number.NEGATIVE_INFINITY) stage.advance(state, tick, emit);
        nextTick = tick + TICK_MS;
      }
      let to = from + 1;
      while (to < place && batch.time[to]! < nextTick) to++;
      stage.step(state, sliceBatch(batch, from, to), emit);
      from = to;
    }
    if (i === cuts.snapshotAfter) state = restore<State>(snapshot(state));
  });
  stage.advance(state, Number.POSITIVE_INFINITY, emit);
  return { rows, state };
}

export type Row = Readonly<Record<string, number | string>>;

/** Rows of flows as objects: the features by name, and what the flow is. */
export function flowRows(rows: readonly FeatureRows[]): readonly Row[] {
  return rows.filter((one) => one.kind === 'flow').flatMap((one) => describeFlows(one));
}

function describeFlows(rows: FlowRows): Row[] {
  const { flows } = rows;
  return Array.from({ length: rows.length }, (_, row) => ({
    ...features(rows, row),
    '@site': rows.site,
    '@record': flows.recordNumber[row]!,
    '@kind': flows.record[row]!,
    '@time': flows.time[row]!,
    '@start': flows.start[row]!,
    '@source': formatAddress(flows.source, 16 * row),
    '@destination': formatAddress(flows.destination, 16 * row),
    '@service': flows.service?.dictionary[flows.service.codes[row]!] ?? '',
  }));
}

export function hostRows(rows: readonly FeatureRows[]): readonly Row[] {
  return rows.filter((one) => one.kind === 'host-window').flatMap((one) => describeHosts(one));
}

function describeHosts(rows: HostRows): Row[] {
  return Array.from({ length: rows.length }, (_, row) => ({
    ...features(rows, row),
    '@site': rows.site,
    '@host': formatAddress(rows.host, 16 * row),
    '@start': rows.windows[row]!.start,
    '@end': rows.windows[row]!.end,
    '@flows': rows.flowCount[row]!,
    '@established': rows.establishedCount[row]!,
    '@records': rows.recordNumber.slice(5 * row, 5 * row + 5).join(' '),
  }));
}

function features(rows: FeatureRows, row: number): Record<string, number> {
  const { columns } = rows;
  return Object.fromEntries(
    columns.map((column, i) => [column.name, rows.values[row * columns.length + i]!]),
  );
}
