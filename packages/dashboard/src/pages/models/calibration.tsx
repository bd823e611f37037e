/** Scores of ordinary rows by how rare they are, member by member: a chart and its table. */
import type { EChartsOption } from 'echarts';
import { useCallback, useMemo } from 'react';
import type { ModelDetail } from '../../api/contract/policy.js';
import { Chart } from '../../parts/chart/chart.js';
import type { ChartData } from '../../parts/chart/chart-table.js';
import type { ColourName, Colours } from '../../parts/chart/colours.js';
import { Empty } from '../../parts/empty.js';
import { count } from '../../words/numbers.js';

type Member = ModelDetail['calibration'][number];

const COLOURS: readonly ColourName[] = [
  'chart-traffic',
  'chart-evidence',
  'chart-incident',
  'chart-parsed',
  'chart-scored',
  'chart-rejected',
  'chart-lost',
  'chart-ignored',
];
const NUMBER = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const ROWS = { flow: 'flows', 'host-window': 'windows of hosts' } as const;

const nameOf = ({ member, rows }: Member) => `${member}, ${ROWS[rows]}`;

/** How rare what is beyond the quantile is: "1 in 1,000". */
function rarity(p: number): string {
  return p >= 1 ? 'all' : `1 in ${count(Math.round(1 / (1 - p)))}`;
}

export function Calibration({ members }: { readonly members: readonly Member[] }) {
  const table = useMemo(() => tableOf(members), [members]);
  const option = useCallback((colours: Colours) => optionOf(members, colours), [members]);
  if (members.length === 0) return <Empty title="This version has no calibration." />;
  const legend = (
    <ul className="legend plain-list">
      {members.map((member, place) => (
        <li key={nameOf(member)}>
          <span className="legend-mark" style={{ background: `var(--${COLOURS[place % COLOURS.length]})` }} />
          {nameOf(member)}
          {member.weight === null ? '' : `, weight ${NUMBER.format(member.weight)}`}
        </li>
      ))}
    </ul>
  );
  return (
    <Chart
      label="Scores that ordinary rows stay under, by how rare it is that they do not."
      height={14}
      legend={legend}
      data={table}
      option={option}
    />
  );
}

function tableOf(members: readonly Member[]): ChartData {
  const all = [...new Set(members.flatMap(({ quantiles }) => quantiles.map(({ p }) => p)))].sort(
    (a, b) => a - b,
  );
  return {
    columns: ['Share of ordinary rows below', ...members.map(nameOf)],
    rows: all.map((p) => [
      `${NUMBER.format(100 * p)} %`,
      ...members.map(({ quantiles }) => {
        const found = quantiles.find((each) => each.p === p);
        return found === undefined ? 'none' : NUMBER.format(found.score);
      }),
    ]),
  };
}

function optionOf(members: readonly Member[], colours: Colours): EChartsOption {
  const line = { lineStyle: { color: colours('chart-axis') } };
  return {
    textStyle: { fontFamily: 'inherit', color: colours('muted') },
    grid: { left: 52, right: 16, top: 12, bottom: 28 },
    tooltip: {
      trigger: 'item',
      renderMode: 'richText',
      confine: true,
      backgroundColor: colours('raised'),
      borderColor: colours('line'),
      textStyle: { color: colours('text'), fontSize: 12 },
    },
    xAxis: {
      type: 'log',
      name: '',
      inverse: true,
      axisLine: line,
      axisLabel: { color: colours('muted'), formatter: (value: number) => rarity(1 - value) },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      scale: true,
      axisLabel: { color: colours('muted') },
      splitLine: { lineStyle: { color: colours('chart-grid') } },
    },
    series: members.map((member, place) => ({
      name: nameOf(member),
      type: 'line',
      showSymbol: true,
      symbolSize: 5,
      lineStyle: { width: 1.5, color: colours(COLOURS[place % COLOURS.length]!) },
      itemStyle: { color: colours(COLOURS[place % COLOURS.length]!) },
      data: member.quantiles.filter(({ p }) => p < 1).map(({ p, score }) => [1 - p, score]),
    })),
  };
}
