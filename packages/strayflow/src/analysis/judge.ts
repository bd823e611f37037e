/** Third pass: the route as it would run live, with frozen models, and what reports want to see of it. */
import { HostNames } from '../addresses/index.js';
import type { AnalysisConfig } from '../config.js';
import { replayedFeatures } from '../features/index.js';
import {
  type FlowScores,
  flowExplainer,
  type LearnedModels,
  type ModelReport,
  type OrdinaryTraffic,
  type TrapVerdict,
} from '../learned/index.js';
import type { FeatureRows, FlowRows } from '../model/feature-rows.js';
import type { Stage } from '../model/stage.js';
import { Senses } from '../pipeline/senses.js';
import { Verdicts } from '../pipeline/verdicts.js';
import { forgotten } from '../pipeline.js';
import { EvidenceReplay } from './evidence-pass.js';
import { FILE_LIMITS } from './file-limits.js';
import { HostTotals } from './host-totals.js';
import type { Learned } from './learn.js';
import type { Parsed } from './parse.js';
import { plausibleItems } from './plausible-items.js';
import { ReferredFlows } from './referred-flows.js';
import { noReasons, type RowJudgement } from './reported-flow.js';
import type { Observer, Spool, Witness } from './request.js';
import { ScoredEvents } from './scored-events.js';
import { Strangest } from './strangest.js';
import type { Threads } from './threads.js';
import { TimelineCounter } from './timeline.js';

/** Strange flows that are held so that evidence told later can still show its flows. */
const HELD_FLOWS = 5_000;

export interface Judged {
  readonly verdicts: Verdicts;
  /** Event time of the last record (Unix ms). */
  readonly now: number;
  /** Records that event time did not admit. */
  readonly refused: Senses['refused'];
  /** What caps made the stages forget. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly models: ModelReport;
  readonly totals: HostTotals;
  readonly names: HostNames;
  readonly timeline: TimelineCounter;
  readonly strangest: Strangest;
  readonly referred: ReferredFlows;
}

export interface JudgeOptions {
  readonly config: AnalysisConfig;
  readonly models: LearnedModels;
  readonly trap: TrapVerdict;
  /** What the models could learn from. */
  readonly ordinary: OrdinaryTraffic;
  readonly observer: Observer;
  readonly witness: Witness | undefined;
  readonly threads: Threads | undefined;
}

export async function judge(
  spool: Spool,
  parsed: Parsed,
  learned: Learned,
  { config, models, trap, ordinary, observer, witness, threads }: JudgeOptions,
): Promise<Judged> {
  const totals = new HostTotals(parsed.network);
  const names = new HostNames(parsed.network);
  const timeline = new TimelineCounter(learned.span, config.learned.surpriseFloor);
  const strangest = new Strangest(Math.max(HELD_FLOWS, config.report.strangestFlows));
  const referred = new ReferredFlows(learned.evidence);
  const explain = flowExplainer(models);
  const judgementOf = (rows: FlowRows, scores: FlowScores) => {
    return (row: number): RowJudgement => ({
      surprise: scores.surprise[row]!,
      scores: Object.fromEntries(scores.members.map((member) => [member.name, member.scores[row]!])),
      why: scores.surprise[row]! >= config.learned.surpriseFloor ? explain(rows, row) : noReasons,
    });
  };
  const features = replayedFeatures(config.features, learned.rows) as Stage<object, FeatureRows>;
  const senses = new Senses({ config, network: parsed.network, limits: FILE_LIMITS, evidence: [], features });
  const verdicts = new Verdicts({
    config,
    network: parsed.network,
    models,
    trap,
    ordinary,
    onEvidence: (evidence, told) => witness?.evidence(evidence, told),
    onScores(rows, scores) {
      witness?.flows(rows, scores);
      const judgement = judgementOf(rows, scores);
      timeline.add(rows, scores.surprise);
      referred.seeFlows(rows, judgement);
      strangest.add(rows, scores.surprise, judgement);
    },
  });
  const replay = new EvidenceReplay(learned.found);
  const tellAgain = (ticking: number | null) => {
    for (const { evidence, ticking: at } of replay.due(ticking)) verdicts.evidence(evidence, at);
  };
  const events = new ScoredEvents(models, threads, {
    rows(rows, ticking, scores) {
      tellAgain(ticking);
      if (rows.kind === 'flow') {
        totals.add(rows);
        if (models.flow.models === null) {
          witness?.flows(rows, null);
          timeline.add(rows, null);
          referred.seeFlows(rows, () => null);
        }
      }
      verdicts.rows(rows, ticking, scores);
    },
    tick(now, clock) {
      tellAgain(clock);
      replay.tick();
      verdicts.tick(now, clock);
    },
  });
  let seen = 0;
  for await (const item of plausibleItems(spool, parsed, { records: 0 })) {
    if (item.kind === 'flows') referred.seeRecords(item.batch);
    else names.add(item.batch);
    senses.step(item, events);
    await events.passOn();
    seen += item.batch.length;
    observer.update(seen, parsed.flowRecords);
  }
  senses.finish(events);
  await events.finish();
  const dropped = forgotten([...learned.found.dropped, ...learned.dropped, ...verdicts.dropped]);
  return {
    verdicts,
    now: senses.now,
    refused: senses.refused,
    dropped,
    models: verdicts.modelReport(),
    totals,
    names,
    timeline,
    strangest,
    referred,
  };
}
