/** How much of what came was received, read, and judged. */
import { useMemo } from 'react';
import type { CoverageStep, Overview } from '../../api/contract/hosts.js';
import { Badge } from '../../parts/badge.js';
import { TimeChart } from '../../parts/chart/time-chart.js';
import { evenSteps, type TimeChartData } from '../../parts/chart/time-series.js';
import { Panel } from '../../parts/panel.js';
import { count, shortCount } from '../../words/numbers.js';
import { type CoverageSums, judgementOf, sumsOf } from './coverage-words.js';

const MINUTE_MS = 60_000;

/** Parts that make up what was received; lost ones never were. */
const SERIES = [
  ['parsed', 'Parsed', 'chart-parsed'],
  ['ignored', 'Ignored', 'chart-ignored'],
  ['rejected', 'Rejected', 'chart-rejected'],
  ['dropped', 'Dropped', 'chart-lost'],
] as const;

const LOST: ReadonlySet<keyof CoverageSums> = new Set(['rejected', 'dropped', 'late']);

const MEANINGS: readonly (readonly [keyof CoverageSums, string, string])[] = [
  ['received', 'Received', 'read from inputs'],
  ['parsed', 'Parsed', 'became flows or facts'],
  ['ignored', 'Ignored', 'of kinds that are not looked at'],
  ['rejected', 'Rejected', 'could not be read'],
  ['dropped', 'Dropped', 'lost before reading, by load'],
  ['late', 'Late', 'too old to be put in order'],
  ['scored', 'Scored', 'judged by a model'],
];

function dataOf({ coverage, stepMs }: Overview): TimeChartData {
  const [first, last] = [coverage[0], coverage.at(-1)];
  const from = first?.time ?? 0;
  const { times, at } = evenSteps(coverage, from, last === undefined ? from : last.time + stepMs, stepMs);
  const rate = (part: keyof CoverageSums) => (step: CoverageStep | null) =>
    step === null ? null : Math.round((step[part] * MINUTE_MS) / stepMs);
  return {
    times,
    format: shortCount,
    rows: [
      {
        title: 'Records a minute',
        share: 1,
        series: [
          ...SERIES.map(([part, name, colour]) => ({
            name,
            colour,
            kind: 'area' as const,
            stack: 'records',
            values: at.map(rate(part)),
          })),
          { name: 'Scored', colour: 'chart-scored', kind: 'line', values: at.map(rate('scored')) },
        ],
      },
    ],
  };
}

interface CoveragePanelProps {
  readonly overview: Overview;
}

export function CoveragePanel({ overview }: CoveragePanelProps) {
  const data = useMemo(() => dataOf(overview), [overview]);
  const sums = useMemo(() => sumsOf(overview.coverage), [overview]);
  const { isWhole, says } = judgementOf(sums);
  return (
    <Panel
      className="overview-wide"
      title="Coverage"
      says={says}
      actions={<Badge tone={isWhole ? 'good' : 'medium'}>{isWhole ? 'whole' : 'not whole'}</Badge>}
    >
      {overview.coverage.length === 0 ? null : (
        <TimeChart label={`Records a minute, by what became of them. ${says}`} height={11} data={data} />
      )}
      <dl className="coverage-sums">
        {MEANINGS.map(([part, name, meaning]) => (
          <div key={part}>
            <dt>{name}</dt>
            <dd
              className={
                sums[part] > 0 && LOST.has(part) ? 'coverage-number coverage-lost' : 'coverage-number'
              }
            >
              {count(sums[part])}
            </dd>
            <dd className="muted small">{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className="muted small">By the clock on the wall, UTC, as records came in.</p>
    </Panel>
  );
}
