import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  featureOptionsSchema,
  featureStage,
  recordedFeatures,
  replayedFeatures,
} from '../../src/features/index.js';
import type { FeatureRows } from '../../src/model/feature-rows.js';
import { type FlowBatch, RecordKind } from '../../src/model/flow-batch.js';
import type { Stage } from '../../src/model/stage.js';
import { numberLog } from '../../src/store/number-log.js';
import { flowBatch, type Sketch } from './flows.js';

const network = { isInternal: (bytes: Uint8Array, at: number) => bytes[at + 12] === 10, internalGiven: true };
const options = { ...featureOptionsSchema.parse({}), openFlows: 16, pairs: 16, recentFlows: 16 };

const sketch = fc.record({
  gap: fc.nat(120_000),
  source: fc.constantFrom('10.0.0.1', '10.0.0.2', '192.0.2.7', '2001:db8::1'),
  destination: fc.constantFrom('10.0.0.3', '192.0.2.9'),
  port: fc.option(fc.constantFrom(22, 80, 443)),
  flowId: fc.nat(40),
  record: fc.constantFrom(RecordKind.start, RecordKind.end, RecordKind.complete),
  bytesSent: fc.option(fc.nat(100_000)),
});

/** Batches of two sites in turn, times rising. */
function batchesOf(sketches: readonly { readonly gap: number }[], cut: number): readonly FlowBatch[] {
  let time = 1_700_000_000_000;
  const timed = sketches.map(({ gap, ...rest }) => {
    time += gap;
    return { time, ...rest };
  }) as Sketch[];
  const parts: FlowBatch[] = [];
  for (let from = 0; from < timed.length; from += cut) {
    const site = (from / cut) % 2 === 0 ? 'home' : 'office';
    parts.push(flowBatch(timed.slice(from, from + cut).map((each) => ({ ...each, site }))));
  }
  return parts;
}

/** Everything that the stage emits; a tick comes before every batch. */
function emitted<State extends object>(stage: Stage<State, FeatureRows>, batches: readonly FlowBatch[]) {
  const rows: FeatureRows[] = [];
  const emit = (each: FeatureRows) => rows.push(each);
  const state = stage.open();
  for (const batch of batches) {
    stage.advance(state, batch.time[0]!, emit);
    stage.step(state, batch, emit);
  }
  stage.advance(state, Number.POSITIVE_INFINITY, emit);
  return rows;
}

describe('features that were recorded', () => {
  it('are replayed as they were made: the same rows in the same order', () => {
    fc.assert(
      fc.property(
        fc.array(sketch, { minLength: 1, maxLength: 120 }),
        fc.integer({ min: 1, max: 40 }),
        (sketches, cut) => {
          const batches = batchesOf(sketches, cut);
          const log = numberLog(() => null);
          const made = emitted(featureStage(options, network), batches);
          expect(emitted(recordedFeatures(options, network, log), batches)).toEqual(made);
          expect(emitted(replayedFeatures(options, log), batches)).toEqual(made);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('are not replayed beside other records', () => {
    const [batch] = batchesOf([{ gap: 0 }, { gap: 1 }], 2);
    const log = numberLog(() => null);
    emitted(recordedFeatures(options, network, log), [batch!, batch!]);
    const [shorter] = batchesOf([{ gap: 0 }], 1);
    expect(() => emitted(replayedFeatures(options, log), [shorter!])).toThrow(/expected 2 flows as recorded/);
  });
});
