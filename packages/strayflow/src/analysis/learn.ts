/** Second pass: what is normal here, and who is left out of that because known behaviours accuse them. */
import type { Config } from '../config.js';
import { type ClassicCollector, collector, type LearnedSample, NO_TRAP } from '../learned/index.js';
import type { Evidence } from '../model/evidence.js';
import type { Window } from '../model/window.js';
import { Route } from '../pipeline.js';
import { FlowShares } from './flow-shares.js';
import type { Parsed } from './parse.js';
import { FILE_LIMITS, type ImplausibleCount, plausibleItems } from './plausible-items.js';
import type { Observer, Spool } from './request.js';

export interface Learned {
  readonly sample: LearnedSample;
  readonly classicSample: ReturnType<ClassicCollector['open']> | null;
  /** Hosts that behaviours and addresses alone bring over the alert line. */
  readonly accused: ReadonlySet<string>;
  /** Of behaviours and addresses: the judging pass finds the same. */
  readonly evidence: readonly Evidence[];
  readonly shares: FlowShares;
  /** From the first flow's start to the last record (Unix ms). */
  readonly span: Window;
  readonly implausible: number;
}

export async function learn(
  spool: Spool,
  parsed: Parsed,
  config: Config,
  classic: ClassicCollector | null,
  observer: Observer,
): Promise<Learned> {
  const keeper = collector(config.learned, config.seed);
  const sample = keeper.open();
  const classicSample = classic?.open() ?? null;
  const shares = new FlowShares(parsed.network);
  let first = Number.POSITIVE_INFINITY;
  const route = new Route({
    config,
    network: parsed.network,
    models: null,
    trap: NO_TRAP,
    limits: FILE_LIMITS,
    onRows(rows) {
      keeper.add(sample, rows);
      if (rows.kind !== 'flow') return;
      shares.add(rows);
      classic?.add(classicSample!, rows);
      for (const start of rows.flows.start) first = Math.min(first, start);
    },
  });
  const count: ImplausibleCount = { records: 0 };
  let seen = 0;
  for await (const item of plausibleItems(spool, parsed, count)) {
    route.step(item);
    seen += item.batch.length;
    observer.update(seen, parsed.flowRecords);
  }
  route.finish();
  const actors = route.hosts.filter((host) => host.role === 'actor' && host.risk >= config.policy.alertLine);
  return {
    sample,
    classicSample,
    accused: new Set(actors.map((actor) => actor.host)),
    evidence: route.evidence,
    shares,
    span: { start: Math.min(first, route.now), end: route.now },
    implausible: count.records,
  };
}
