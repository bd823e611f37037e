/** The risk of a host over time, in shares of families. */
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { HostRole } from '../../api/contract/basics.js';
import type { HostDetail, RiskPoint } from '../../api/contract/hosts.js';
import { type HostName, hostRisk } from '../../api/host.js';
import { overview, type Span } from '../../api/overview.js';
import type { ColourName } from '../../parts/chart/colours.js';
import { TimeChart } from '../../parts/chart/time-chart.js';
import type { TimeChartData } from '../../parts/chart/time-series.js';
import { Choice } from '../../parts/choice.js';
import { Empty } from '../../parts/empty.js';
import { Loading } from '../../parts/loading.js';
import { Problem } from '../../parts/problem.js';
import type { SpanState } from '../../parts/span.js';
import { familyWords } from '../../words/families.js';

const COLOURS: readonly ColourName[] = [
  'chart-evidence',
  'chart-traffic',
  'chart-incident',
  'chart-parsed',
  'chart-scored',
  'chart-rejected',
  'chart-lost',
  'chart-ignored',
];
const ROLE_WORDS = { actor: 'Acts', victim: 'Attacked' } as const;

/** Part of the span that the newest point is drawn out to, so that it is seen. */
const DRAWN_OUT = 0.015;

/**
 * Points of one role as stacked shares: nothing before the first, and the last as it is up to the end.
 *
 * @param points oldest first, not empty
 * @param lines of the policy
 */
export function courseData(
  points: readonly RiskPoint[],
  { from, to }: { readonly from: number; readonly to: number },
  lines: HostDetail['lines'],
): TimeChartData {
  const families = [...new Set(points.flatMap(({ shares }) => shares.map(({ family }) => family)))].sort();
  const [first, last] = [points[0]!.time, points.at(-1)!.time];
  const end = Math.max(to, last + DRAWN_OUT * (to - from));
  const leading = first > from ? [from, first] : [];
  return {
    times: [...leading, ...points.map(({ time }) => time), end],
    format: (value) => value.toFixed(2),
    rows: [
      {
        title: 'Risk',
        share: 1,
        most: 1,
        lines: [
          { name: 'alert', at: lines.alert },
          { name: 'block', at: lines.block },
        ],
        series: families.map((family, place) => {
          const values = points.map(
            ({ shares }) => shares.find((each) => each.family === family)?.share ?? 0,
          );
          return {
            name: familyWords(family),
            colour: COLOURS[place % COLOURS.length]!,
            kind: 'area' as const,
            stack: 'risk',
            values: [...leading.map(() => 0), ...values, values.at(-1)!],
          };
        }),
      },
    ],
  };
}

interface RiskCourseProps extends SpanState {
  readonly name: HostName;
  readonly host: HostDetail;
}

/** So long up to the newest event, or, of a host that has been quiet for longer, around its newest evidence. */
function boundsOf(span: Span, { lastSeen, firstSeen }: HostDetail, newest: number | undefined) {
  if (span.kind === 'between') return { from: span.from, to: span.to };
  const latest = newest ?? lastSeen ?? firstSeen ?? 0;
  const end = lastSeen === null ? latest : Math.min(latest, lastSeen + span.lengthMs / 2);
  return { from: end - span.lengthMs, to: end };
}

export function RiskCourse({ name, host, span, setSpan }: RiskCourseProps) {
  const [role, setRole] = useState<HostRole>(host.risks[0]?.role ?? 'actor');
  const newest = useQuery(overview({ kind: 'latest', lengthMs: 86_400_000 })).data?.to;
  const bounds = useMemo(() => boundsOf(span, host, newest), [span, host, newest]);
  const { data, error, isPending, refetch } = useQuery(hostRisk(name, bounds));
  const points = useMemo(() => (data ?? []).filter((point) => point.role === role), [data, role]);
  const chart = useMemo(
    () => (points.length === 0 ? null : courseData(points, bounds, host.lines)),
    [points, bounds, host.lines],
  );
  if (isPending) return <Loading what="the risk" height="14rem" />;
  if (error !== null) return <Problem error={error} again={() => void refetch()} />;
  const highest = points.reduce((most, { risk }) => Math.max(most, risk), 0);
  return (
    <>
      {host.risks.length > 1 ? (
        <Choice<HostRole>
          label="Role"
          options={host.risks.map((each) => ({ key: each.role, title: ROLE_WORDS[each.role] }))}
          chosen={role}
          choose={setRole}
        />
      ) : null}
      {chart === null ? (
        <Empty title="No risk in this span.">Choose a longer one; its peak stands above.</Empty>
      ) : (
        <TimeChart
          label={`Risk of ${host.host}, at most ${highest.toFixed(2)}.`}
          height={14}
          data={chart}
          select={(from, to) => setSpan({ kind: 'between', from, to })}
        />
      )}
    </>
  );
}
