/** Second pass: what is normal here, and who is left out of that because known behaviours accuse them. */
import type { AnalysisConfig } from '../config.js';
import { recordedFeatures } from '../features/index.js';
import { type ClassicCollector, collector, type LearnedSample, NO_TRAP } from '../learned/index.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { type FalseAlarm, falseAlarms } from '../model/false-alarm.js';
import type { FeatureRows } from '../model/feature-rows.js';
import type { NumberLog } from '../model/number-log.js';
import type { Stage } from '../model/stage.js';
import type { Window } from '../model/window.js';
import { type Listener, Senses } from '../pipeline/senses.js';
import { Verdicts } from '../pipeline/verdicts.js';
import { type EvidenceFound, evidencePass } from './evidence-pass.js';
import { FILE_LIMITS } from './file-limits.js';
import { FlowShares } from './flow-shares.js';
import { type Parsed, withPlaces } from './parse.js';
import { type ImplausibleCount, plausibleItems } from './plausible-items.js';
import type { Observer, Spool } from './request.js';
import type { Threads } from './threads.js';

export interface Learned {
  readonly sample: LearnedSample;
  readonly classicSample: ReturnType<ClassicCollector['open']> | null;
  /** Hosts that behaviours and addresses alone bring over the alert line. */
  readonly accused: ReadonlySet<string>;
  /** Of behaviours and addresses, as far as risk keeps it. */
  readonly evidence: readonly Evidence[];
  /** All that they told, to be told again while judging. */
  readonly found: EvidenceFound;
  readonly shares: FlowShares;
  /** From the first flow's start to the last record (Unix ms). */
  readonly span: Window;
  readonly implausible: number;
  /** The rows of features, for judging. */
  readonly rows: NumberLog;
  /** What caps made features forget. */
  readonly dropped: Senses['dropped'];
}

interface LearnMeans {
  readonly observer: Observer;
  readonly threads: Threads | undefined;
  readonly locate: NetworkContext['locate'];
  readonly falseAlarms: readonly FalseAlarm[];
}

export async function learn(
  spool: Spool,
  parsed: Parsed,
  config: AnalysisConfig,
  classic: ClassicCollector | null,
  { observer, threads, locate, falseAlarms: marked }: LearnMeans,
): Promise<Learned> {
  const { network } = parsed;
  const keeper = collector(config.learned, config.seed);
  const sample = keeper.open();
  const classicSample = classic?.open() ?? null;
  const shares = new FlowShares(network);
  let first = Number.POSITIVE_INFINITY;
  const listener: Listener = {
    ...QUIET,
    rows(rows: FeatureRows) {
      keeper.add(sample, rows);
      if (rows.kind !== 'flow') return;
      shares.add(rows);
      classic?.add(classicSample!, rows);
      for (const start of rows.flows.start) first = Math.min(first, start);
    },
  };
  const rows = spool.log();
  const features = recordedFeatures(config.features, network, rows) as Stage<object, FeatureRows>;
  const senses = new Senses({ config, network, limits: FILE_LIMITS, evidence: [], features });
  const pass =
    threads?.evidencePass(config, parsed.internal, locate) ??
    evidencePass(config, withPlaces(network, locate));
  const count: ImplausibleCount = { records: 0 };
  let seen = 0;
  for await (const item of plausibleItems(spool, parsed, count)) {
    const room = pass.take(item);
    senses.step(item, listener);
    if (room !== undefined) await room;
    seen += item.batch.length;
    observer.update(seen, parsed.flowRecords);
  }
  senses.finish(listener);
  const found = await pass.finish();
  const { accused, evidence } = accusedBy(found, senses.now, config, parsed, marked);
  return {
    sample,
    classicSample,
    accused,
    evidence,
    found,
    shares,
    span: { start: Math.min(first, senses.now), end: senses.now },
    implausible: count.records,
    rows,
    dropped: senses.dropped,
  };
}

const QUIET: Listener = { evidence: () => undefined, rows: () => undefined, tick: () => undefined };

/** Who the evidence alone brings over the alert line. */
function accusedBy(
  found: EvidenceFound,
  now: number,
  config: AnalysisConfig,
  { network }: Parsed,
  marked: readonly FalseAlarm[],
): Pick<Learned, 'accused' | 'evidence'> {
  const verdicts = new Verdicts({ config, network, models: null, trap: NO_TRAP });
  const isFalse = falseAlarms(marked);
  for (const { evidence, ticking } of found.told) {
    if (!isFalse(evidence)) verdicts.evidence(evidence, ticking);
  }
  const actors = verdicts
    .hosts(now)
    .filter((host) => host.role === 'actor' && host.risk >= config.policy.alertLine);
  return { accused: new Set(actors.map((actor) => actor.host)), evidence: verdicts.allEvidence };
}
