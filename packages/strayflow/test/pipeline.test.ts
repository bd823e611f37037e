/** The route over the lab's capture: its result must not depend on batches, nor on a snapshot in the middle. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { collector, fitModels, type LearnedModels, NO_TRAP, runHere } from '../src/learned/index.js';
import { anyPrefixContains, parsePrefix } from '../src/model/address.js';
import type { NetworkContext } from '../src/model/behaviour.js';
import { sliceFacts } from '../src/model/fact-builder.js';
import { sliceBatch } from '../src/model/flow-builder.js';
import { Route, type RouteItem, type RouteOptions } from '../src/pipeline.js';
import { defaultConfig } from '../src/shell/config-file.js';
import { LAB_NETWORK, labItems } from './lab-items.js';

const office = LAB_NETWORK.prefixes.map((text) => parsePrefix(text)!);
const network: NetworkContext = { isInternal: (bytes, offset) => anyPrefixContains(office, bytes, offset) };
const config = defaultConfig();

let items: readonly RouteItem[];
let models: LearnedModels;
let options: RouteOptions;
let expected: unknown;

/** What a run tells, without the order in which equal things were told. */
const told = (route: Route) => ({
  evidence: route.evidence,
  decisions: route.decisions,
  hosts: route.hosts,
  dropped: route.dropped,
  now: route.now,
});

beforeAll(async () => {
  items = await labItems();
  const keeper = collector(config.learned, 1);
  const sample = keeper.open();
  const limits = { lateMs: 0, aheadMs: Number.POSITIVE_INFINITY };
  const learning = new Route({
    config,
    network,
    models: null,
    trap: NO_TRAP,
    limits,
    onRows: (rows) => keeper.add(sample, rows),
  });
  for (const item of items) learning.step(item);
  learning.finish();
  models = await fitModels(
    sample,
    { ...config.learned, minimumCalibrationRows: 50 },
    {
      seed: 1,
      excludedHosts: new Set(['10.20.0.66']),
      run: runHere,
    },
  );
  options = { config, network, models, trap: NO_TRAP, limits };
  const route = new Route(options);
  for (const item of items) route.step(item);
  route.finish();
  expected = told(route);
}, 60_000);

describe('the route', () => {
  it('finds the attacks of the lab', () => {
    const route = new Route(options);
    for (const item of items) route.step(item);
    route.finish();
    const families = new Set(
      route.evidence.filter((piece) => piece.host === '10.20.0.66').map((piece) => piece.family),
    );
    expect([...families]).toEqual(expect.arrayContaining(['port-scan', 'brute-force', 'flood']));
    expect(route.hosts[0]!.host).toBe('10.20.0.66');
    expect(models.flow.models).not.toBeNull();
  });

  it('tells the same however the input is cut, with a snapshot and restore anywhere', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.integer({ min: 1, max: 3_000 })), fc.nat(100), (cuts, restoreAt) => {
        let route = new Route(options);
        let step = 0;
        for (const item of items) {
          for (let from = 0; from < item.batch.length; ) {
            const to = Math.min(item.batch.length, from + cuts.next().value!);
            route.step(
              item.kind === 'flows'
                ? { kind: 'flows', batch: sliceBatch(item.batch, from, to) }
                : { kind: 'facts', batch: sliceFacts(item.batch, from, to) },
            );
            from = to;
            if (step++ === restoreAt) route = new Route(options, route.snapshot());
          }
        }
        route.finish();
        expect(told(route)).toEqual(expected);
      }),
      { numRuns: 6 },
    );
  }, 60_000);

  it('counts records that come too late or implausibly far ahead and is not moved by them', () => {
    const item = items.find((each) => each.kind === 'flows' && each.batch.length > 10)!;
    const batch = item.kind === 'flows' ? sliceBatch(item.batch, 0, 10) : null;
    const route = new Route({ ...options, models: null, limits: { lateMs: 1_000, aheadMs: 3_600_000 } });
    const at = (time: number): RouteItem => ({
      kind: 'flows',
      batch: { ...batch!, time: Float64Array.from(batch!.time, () => time) },
    });
    const start = batch!.time[0]!;
    route.step(at(start));
    route.step(at(start + 100 * 86_400_000));
    route.step(at(start - 5_000));
    expect(route.now).toBe(start);
    expect(route.refused).toEqual({ late: 10, ahead: 10 });
  });
});
