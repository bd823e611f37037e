/** Features that are kept while they are made, so that another pass over the same records need not make them again. */
import type { NetworkContext } from '../model/behaviour.js';
import type { FeatureRows, FlowRows, HostRows } from '../model/feature-rows.js';
import type { NumberLog } from '../model/number-log.js';
import type { Emit } from '../model/stage.js';
import { FLOW_FEATURES } from './flow-features.js';
import { writeHostRows } from './host-rows-log.js';
import type { FeatureOptions } from './options.js';
import { OWN_COLUMNS } from './own-values.js';
import { type FeatureStage, type FeatureState, featureStage } from './stage.js';

/**
 * As `featureStage`. For each batch of flows, and each advance, the log holds: rows of the batch (0 for an advance), batches
 * of hosts' rows that came before its end, those, and the columns of the flows that they do not tell of themselves.
 */
export function recordedFeatures(
  options: FeatureOptions,
  network: NetworkContext,
  log: NumberLog,
): FeatureStage {
  const stage = featureStage(options, network);
  const hosts: HostRows[] = [];
  const end = (state: FeatureState, flows: FlowRows | null): void => {
    log.write(Float64Array.of(flows?.length ?? 0, hosts.length));
    const sites = [...state.sites.keys()];
    for (const rows of hosts.splice(0)) writeHostRows(log, rows, sites.indexOf(rows.site));
    if (flows !== null) log.write(contextOf(flows));
  };
  const recorded = (state: FeatureState, emit: Emit<FeatureRows>) => (rows: FeatureRows) => {
    if (rows.kind === 'host-window') hosts.push(rows);
    else end(state, rows);
    emit(rows);
  };
  return {
    ...stage,
    step: (state, batch, emit) => stage.step(state, batch, recorded(state, emit)),
    advance(state, now, emit) {
      stage.advance(state, now, recorded(state, emit));
      end(state, null);
    },
  };
}

/** The columns that depend on what came before (rows x columns). */
function contextOf({ length, values }: FlowRows): Float64Array {
  const columns = FLOW_FEATURES.length;
  const context = new Float64Array(length * (columns - OWN_COLUMNS));
  for (let row = 0, to = 0; row < length; row++) {
    for (let c = OWN_COLUMNS; c < columns; c++) context[to++] = values[row * columns + c]!;
  }
  return context;
}
