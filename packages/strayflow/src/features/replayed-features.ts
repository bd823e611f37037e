/** Features as `recordedFeatures` kept them, beside the same records in the same batches. */
import type { FeatureRows, FlowRows } from '../model/feature-rows.js';
import type { FlowBatch } from '../model/flow-batch.js';
import type { NumberLog, NumberReader } from '../model/number-log.js';
import type { Emit, Stage } from '../model/stage.js';
import { FLOW_FEATURES } from './flow-features.js';
import { readHostRows } from './host-rows-log.js';
import { closedFlows, type OpenFlows, openFlows, remainingFlows } from './open-flows.js';
import type { FeatureOptions } from './options.js';
import { OWN_COLUMNS, writeOwnValues } from './own-values.js';

interface ReplayState {
  /** By name, in order of their first rows. */
  readonly sites: Map<string, OpenFlows>;
}

/** Counts nothing as dropped: what recorded has counted it. */
export function replayedFeatures(options: FeatureOptions, log: NumberLog): Stage<ReplayState, FeatureRows> {
  const reader = log.read();
  /** Hands on the rows of hosts that come before these flows, or before the end of an advance. */
  const comeDue = (state: ReplayState, rows: number, emit: Emit<FeatureRows>): void => {
    const [recorded, hosts] = reader.next(2) as unknown as [number, number];
    if (recorded !== rows) throw new RangeError(`expected ${recorded} flows as recorded, received ${rows}`);
    const sites = hosts === 0 ? [] : [...state.sites.keys()];
    for (let i = 0; i < hosts; i++) emit(readHostRows(reader, sites));
  };
  const replay = (state: ReplayState, flows: FlowBatch, emit: Emit<FeatureRows>): void => {
    comeDue(state, flows.length, emit);
    emit(rowsOf(flows, reader));
  };
  return {
    name: 'features',
    key: 'site',
    open: () => ({ sites: new Map() }),
    step(state, batch, emit) {
      let open = state.sites.get(batch.site);
      if (open === undefined) {
        open = openFlows(options.openFlows);
        state.sites.set(batch.site, open);
      }
      for (const flows of closedFlows(open, batch)) replay(state, flows, emit);
    },
    advance(state, now, emit) {
      if (now === Number.POSITIVE_INFINITY) {
        for (const [name, open] of state.sites) {
          for (const flows of remainingFlows(open, name)) replay(state, flows, emit);
        }
      }
      comeDue(state, 0, emit);
    },
    dropped: () => 0,
  };
}

function rowsOf(flows: FlowBatch, reader: NumberReader): FlowRows {
  const { length, site } = flows;
  const columns = FLOW_FEATURES.length;
  const values = new Float64Array(length * columns);
  const context = reader.next(length * (columns - OWN_COLUMNS));
  for (let row = 0, from = 0; row < length; row++) {
    const at = row * columns;
    writeOwnValues(flows, row, values, at);
    for (let c = OWN_COLUMNS; c < columns; c++) values[at + c] = context[from++]!;
  }
  return { kind: 'flow', site, length, columns: FLOW_FEATURES, values, flows };
}
