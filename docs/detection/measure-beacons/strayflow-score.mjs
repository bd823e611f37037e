/** Runs the beaconing behaviour over the pairs' flows as the route does, in order of time, tick by tick. */
import { beaconing } from '../../../packages/strayflow/dist/behaviours/beaconing.js';
import { parsePrefix, prefixContains } from '../../../packages/strayflow/dist/model/address.js';
import { ConnectionState, RecordKind } from '../../../packages/strayflow/dist/model/flow-batch.js';
import { FlowBuilder } from '../../../packages/strayflow/dist/model/flow-builder.js';
import { TICK_MS } from '../../../packages/strayflow/dist/model/window.js';
import { hostAddress, placeAddress, START_MS } from './traffic.mjs';

function writeAddress(out, row, [a, b, c, d]) {
  out.set([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, a, b, c, d], 16 * row);
}

function writeFlow(columns, row, pair, beat, number) {
  const time = START_MS + pair.times[beat];
  columns.input[row] = 0;
  columns.recordNumber[row] = columns.flowId[row] = number;
  columns.record[row] = RecordKind.complete;
  columns.time[row] = columns.start[row] = time;
  columns.durationMs[row] = 0;
  writeAddress(columns.source, row, hostAddress(pair.host));
  writeAddress(columns.destination, row, placeAddress(pair.place));
  columns.sourcePort[row] = pair.protocol === 17 ? 123 : 20_000 + (number % 40_000);
  columns.destinationPort[row] = pair.port;
  columns.protocol[row] = pair.protocol;
  columns.state[row] = ConnectionState.SF;
  columns.initiatorKnown[row] = 1;
  columns.bytesSent[row] = Math.round(pair.bytes[beat]);
  columns.bytesReceived[row] = 1000;
  columns.packetsSent[row] = pair.protocol === 17 ? 1 : 6;
  columns.packetsReceived[row] = pair.protocol === 17 ? 1 : 6;
}

/** @returns {{ scores: number[], rows: number, seconds: number }} the last surprise told of each pair, 0 for none */
export function strayflowScores(pairs) {
  const prefix = parsePrefix('10.0.0.0/8');
  const network = { isInternal: (bytes, offset) => prefixContains(prefix, bytes, offset) };
  const stage = beaconing.create(beaconing.options.parse({ fireSurprise: 0 }), network);
  const state = stage.open();
  const scores = pairs.map(() => 0);
  const byKey = new Map(
    pairs.map((pair, i) => [
      `${hostAddress(pair.host).join('.')} ${placeAddress(pair.place).join('.')}:${pair.port}`,
      i,
    ]),
  );
  const emit = ({ host, key, surprise }) => {
    scores[byKey.get(`${host} ${key.split('/')[0]}`)] = surprise;
  };
  const flows = pairs.flatMap((pair, at) => pair.times.map((time, beat) => ({ time, at, beat })));
  flows.sort((a, b) => a.time - b.time || a.at - b.at);
  const builder = new FlowBuilder('measured', [], 4096);
  let nextTick = Math.floor(START_MS / TICK_MS) * TICK_MS;
  let seconds = 0;
  const work = (job) => {
    const started = performance.now();
    job();
    seconds += (performance.now() - started) / 1000;
  };
  let waiting = 0;
  const flush = () => {
    if (waiting === 0) return;
    const batch = builder.take();
    waiting = 0;
    work(() => stage.step(state, batch, emit));
  };
  for (const [number, { time, at, beat }] of flows.entries()) {
    if (START_MS + time >= nextTick) {
      flush();
      const tick = Math.floor((START_MS + time) / TICK_MS) * TICK_MS;
      work(() => stage.advance(state, tick, emit));
      nextTick = tick + TICK_MS;
    }
    writeFlow(builder.columns, builder.add(), pairs[at], beat, number + 1);
    if (++waiting === 4096) flush();
  }
  flush();
  work(() => stage.advance(state, Number.POSITIVE_INFINITY, emit));
  return { scores, rows: flows.length, seconds };
}
