/** Runs one behaviour over files of records, flows and facts in event-time order, as the route does. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Behaviour, NetworkContext } from '../../src/model/behaviour.js';
import type { Evidence } from '../../src/model/evidence.js';
import type { FactBatch } from '../../src/model/fact-batch.js';
import { sliceFacts } from '../../src/model/fact-builder.js';
import type { FlowBatch } from '../../src/model/flow-batch.js';
import { sliceBatch } from '../../src/model/flow-builder.js';
import { TICK_MS } from '../../src/model/window.js';
import { sniffFormat } from '../../src/sources/index.js';

type Row =
  | { readonly time: number; readonly row: number; readonly flows: FlowBatch }
  | { readonly time: number; readonly row: number; readonly facts: FactBatch };

function rowsOf(file: string, input: number): readonly Row[] {
  const stored = readFileSync(file);
  const bytes = new Uint8Array(file.endsWith('.gz') ? gunzipSync(stored) : stored);
  const format = sniffFormat(bytes.subarray(0, 65_536));
  if (format === null) throw new RangeError(`expected a known format, received ${file}`);
  const rows: Row[] = [];
  const parser = format.open(
    {
      site: 'test',
      input,
      sink: {
        flows: (flows) => {
          for (let row = 0; row < flows.length; row++) rows.push({ time: flows.time[row]!, row, flows });
        },
        facts: (facts) => {
          for (let row = 0; row < facts.length; row++) rows.push({ time: facts.time[row]!, row, facts });
        },
        read() {},
        reject() {},
        ignore() {},
        note() {},
      },
    },
    format.options.parse({}),
  );
  parser.push(bytes);
  parser.end();
  return rows;
}

/** The last revision of each evidence. */
export function overFiles<Options, State extends object>(
  behaviour: Behaviour<Options, State>,
  files: readonly string[],
  network: NetworkContext,
): readonly Evidence[] {
  const rows = files.flatMap(rowsOf).sort((a, b) => a.time - b.time);
  const stage = behaviour.create(behaviour.options.parse({}), network);
  const state = stage.open();
  const told = new Map<string, Evidence>();
  const emit = (evidence: Evidence) => told.set(evidence.id, evidence);
  let nextTick = Number.NEGATIVE_INFINITY;
  for (const each of rows) {
    if (each.time >= nextTick) {
      const tick = Math.floor(each.time / TICK_MS) * TICK_MS;
      if (nextTick !== Number.NEGATIVE_INFINITY) stage.advance(state, tick, emit);
      nextTick = tick + TICK_MS;
    }
    if ('flows' in each) stage.step(state, sliceBatch(each.flows, each.row, each.row + 1), emit);
    else stage.facts?.(state, sliceFacts(each.facts, each.row, each.row + 1), emit);
  }
  stage.advance(state, Number.POSITIVE_INFINITY, emit);
  return [...told.values()];
}
