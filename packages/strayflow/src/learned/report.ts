/** What a report says of the models: who judged, how well informed, and what to beware of. */
import type { ClusterSummary, ModelSummary, Projection, ScoreHistogram } from '../model/analysis.js';
import { MAJORITY } from './baseline/blend.js';
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
    judge: sayJudge(models, state, trap),
    warnings: [...trap.warnings, ...kinds.flatMap((kind) => warnings(kind, trap))],
  };
}

function summaries(kind: KindModels): readonly ModelSummary[] {
  const rows = kind.kind;
  const known = MEMBERS.filter(({ name }) => name !== 'baseline' || hasBaseline(kind));
  return known.map(({ name, title }): ModelSummary => {
    const common = { name, title, rows };
    const left = kind.models?.unused.find((one) => one.name === name);
    if (kind.models === null || left !== undefined) {
      const unused = left?.why ?? kind.tooLittle;
      return { ...common, fittedRows: 0, calibrationRows: 0, weight: 0, unused, notes: [] };
    }
    const byFold = kind.models.byFold;
    const fitted = byFold.map((fold) => fold.members.find((member) => member.name === name)!);
    if (name === 'baseline') {
      const { fittedRows, weight, notes, tail } = fitted[0]!;
      return { ...common, fittedRows, calibrationRows: tail.count, weight, unused: null, notes };
    }
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

function hasBaseline({ models }: KindModels): boolean {
  return models?.byFold[0].members.some(({ name }) => name === 'baseline') ?? false;
}

function sayJudge(models: LearnedModels, state: LearnedState | null, trap: TrapVerdict): string {
  const { flow, host } = models;
  const flows = flow.models === null ? null : `${state?.flowScores?.judged ?? 0} flows`;
  const hosts =
    host.models === null ? null : `${state?.hostScores?.judged ?? 0} hosts in five-minute windows`;
  if (flows === null && hosts === null) {
    return 'No model judged: there is too little traffic to learn from. Known behaviours and addresses alone are the verdict.';
  }
  const share = flow.models?.byFold[0].localShare ?? 1;
  const own = [
    share < 1 || flows === null ? null : `${flows} by ${countOf(flow)} models${sayClean(flow)}`,
    hosts === null ? null : `${hosts} by ${countOf(host)} models`,
  ].filter((part) => part !== null);
  const parts = [
    share < 1 ? sayBaseline(flows!, share, flow, trap) : null,
    own.length === 0
      ? null
      : `models learned from this very input judged ${own.join(' and ')}, each row by models that never saw it`,
    flows === null ? 'there is too little to judge flows by' : null,
    hosts === null ? 'there is too little to judge hosts by' : null,
  ].filter((part) => part !== null);
  return upper(`${parts.join('; ')}.`);
}

const BASELINE = 'the baseline of ordinary traffic from other networks';

function sayBaseline(
  flows: string,
  share: number,
  { strangeToBaseline }: KindModels,
  trap: TrapVerdict,
): string {
  if (share > 0) {
    const percent = Math.round(100 * share);
    const strange = sayStrange(strangeToBaseline ?? 0);
    return `${BASELINE} (${100 - percent} %) and models learned from this input (${percent} %, as it is short and ${strange}) judged ${flows} together`;
  }
  const why = trap.trapped ? 'most of this input may be the attack' : 'this input is too short to learn from';
  return `${BASELINE} alone judged ${flows}, because ${why}`;
}

/** How clean what the models of the input learned from is; nothing where no baseline was asked. */
function sayClean({ strangeToBaseline }: KindModels): string {
  return strangeToBaseline === null ? '' : ` (${sayStrange(strangeToBaseline)})`;
}

function sayStrange(share: number): string {
  return `${Math.round(100 * share)} % of what they learned from is strange to the baseline`;
}

function countOf({ models }: KindModels): number {
  return models?.byFold[0].members.length ?? 0;
}

function upper(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function warnings(kind: KindModels, { trapped }: TrapVerdict): readonly string[] {
  const found: string[] = [];
  const what = kind.kind === 'flow' ? 'flows' : 'host windows';
  if (kind.tooLittle !== null && kind.models === null) found.push(`${upper(kind.tooLittle)}.`);
  const strange = kind.strangeToBaseline ?? 0;
  if (strange > MAJORITY && !trapped) {
    found.push(
      `${Math.round(100 * strange)} % of the ${what} that the models learned from are strange to the baseline of ordinary traffic from other networks: most of this input may be an attack, which the models then call normal, or this network is unlike those that the baseline knows.`,
    );
  }
  if (kind.drift.length > 0) {
    found.push(`This input differs from the traffic that the baseline knows: ${kind.drift.join('; ')}.`);
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
