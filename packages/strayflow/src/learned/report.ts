/** What a report says of the models: who judged, how well informed, and what to beware of. */
import type { ClusterSummary, ModelSummary, Projection, ScoreHistogram } from '../model/analysis.js';
import { histograms } from './histogram.js';
import { type KindModels, type LearnedModels, MEMBERS } from './models.js';
import type { LearnedState } from './stage.js';
import { NO_TRAP, type TrapVerdict } from './trap.js';

export interface ModelReport {
  readonly models: readonly ModelSummary[];
  readonly histograms: readonly ScoreHistogram[];
  readonly clusters: ClusterSummary | null;
  readonly projection: Projection | null;
  /** Which models judged, in one sentence. */
  readonly judge: string;
  readonly warnings: readonly string[];
}

/** @param state of the stage at the end of the run; null when nothing was scored */
export function modelReport(
  models: LearnedModels,
  state: LearnedState | null,
  trap: TrapVerdict = NO_TRAP,
): ModelReport {
  const kinds = [models.flow, models.host];
  const counts = [state?.flowScores ?? null, state?.hostScores ?? null];
  const { picture } = models;
  return {
    models: kinds.flatMap(summaries),
    histograms: kinds.flatMap((kind, k) => {
      const scored = counts[k] ?? null;
      return kind.models === null || scored === null ? [] : histograms(scored, kind.models);
    }),
    clusters: picture?.clusters ?? null,
    projection: picture === null ? null : { axes: picture.axes, points: picture.points },
    judge: sayJudge(models, state),
    warnings: [...trap.warnings, ...kinds.flatMap(warnings)],
  };
}

function summaries(kind: KindModels): readonly ModelSummary[] {
  const rows = kind.kind;
  return MEMBERS.map(({ name, title }): ModelSummary => {
    const common = { name, title, rows };
    const left = kind.models?.unused.find((one) => one.name === name);
    if (kind.models === null || left !== undefined) {
      const unused = left?.why ?? kind.tooLittle;
      return { ...common, fittedRows: 0, calibrationRows: 0, weight: 0, unused, notes: [] };
    }
    const byFold = kind.models.byFold;
    const fitted = byFold.map((fold) => fold.members.find((member) => member.name === name)!);
    return {
      ...common,
      fittedRows: Math.min(...fitted.map((member) => member.fittedRows)),
      calibrationRows: Math.min(...byFold.map((fold) => fold.calibrationRows)),
      weight: fitted[0]!.weight,
      unused: null,
      notes: [
        'fitted twice, each time on one half, to judge the other; row counts are those of the smaller half',
        ...fitted.flatMap((member, f) => member.notes.map((note) => `half ${f + 1}: ${note}`)),
      ],
    };
  });
}

function sayJudge(models: LearnedModels, state: LearnedState | null): string {
  const parts = [
    sayKind(models.flow, state?.flowScores?.judged ?? 0, 'flows'),
    sayKind(models.host, state?.hostScores?.judged ?? 0, 'hosts in five-minute windows'),
  ].filter((part) => part !== null);
  if (parts.length === 0) {
    return 'No model judged: there is too little traffic to learn from. Known behaviours and addresses alone are the verdict.';
  }
  const missing = [models.flow, models.host].find((kind) => kind.models === null);
  const rest =
    missing === undefined ? '' : ` ${missing.kind === 'flow' ? 'Flows' : 'Hosts'}: too little to judge.`;
  return `Models learned from this very input judged ${parts.join(' and ')}, each row by models that never saw it; there is no baseline of other networks.${rest}`;
}

function sayKind(kind: KindModels, judged: number, what: string): string | null {
  if (kind.models === null) return null;
  const count = kind.models.byFold[0].members.length;
  return `${judged} ${what} by ${count} models`;
}

function warnings(kind: KindModels): readonly string[] {
  const found: string[] = [];
  const what = kind.kind === 'flow' ? 'flows' : 'host windows';
  if (kind.tooLittle !== null) {
    found.push(`${kind.tooLittle.charAt(0).toUpperCase()}${kind.tooLittle.slice(1)}.`);
  }
  if (kind.crowded > 0.1 * kind.entered) {
    found.push(
      `One or a few sources make most ${what}: ${share(kind.crowded, kind.entered)} of the sample was left out so that they do not define normal.`,
    );
  }
  if (kind.excluded > 0) {
    found.push(
      `${kind.excluded} sampled ${what} of hosts that known behaviours accuse were left out of training.`,
    );
  }
  return found;
}

function share(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)} %`;
}
