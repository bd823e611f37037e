/** Score distributions: one small histogram per model, with the line over which scores are strange. */
import type { CustomSeriesOption, EChartsOption } from 'echarts';
import type { Analysis, ScoreHistogram } from '../../model/analysis.js';
import { count, quantity } from '../../model/format.js';
import { axisStyle, baseOption, CHART_WIDTH, type Chart } from './chart.js';
import { type ChartTheme, FONT } from './theme.js';

const COLUMNS = 2;
const CELL_PX = 230;
const TOP_PX = 92;

/** Logarithmic with a place for none: 0 -> 0, 1 -> 1, 10 -> 2, 100 -> 3. */
function level(rows: number): number {
  return rows < 1 ? 0 : 1 + Math.log10(rows);
}

function levelLabel(value: number): string {
  return value === 0 ? '0' : Number.isInteger(value) ? count(10 ** (value - 1)) : '';
}

function bars(histogram: ScoreHistogram, index: number, theme: ChartTheme): CustomSeriesOption {
  const { edges, counts, threshold } = histogram;
  return {
    type: 'custom',
    name: histogram.title,
    xAxisIndex: index,
    yAxisIndex: index,
    silent: true,
    animation: false,
    data: counts.map((rows, i) => [edges[i]!, edges[i + 1]!, level(rows)]),
    encode: { x: [0, 1], y: 2 },
    renderItem: (_, api) => {
      const from = api.coord([api.value(0), api.value(2)]) as [number, number];
      const to = api.coord([api.value(1), 0]) as [number, number];
      const strange = threshold !== null && Number(api.value(0)) >= threshold;
      const width = Math.max(0.5, to[0] - from[0] - 0.6);
      const shape = { x: from[0], y: from[1], width, height: to[1] - from[1] };
      return { type: 'rect', shape, style: { fill: strange ? theme.strange : theme.ordinary } };
    },
  };
}

function thresholdLine(histogram: ScoreHistogram, index: number, theme: ChartTheme) {
  const { threshold } = histogram;
  return {
    type: 'scatter' as const,
    name: `${histogram.title} line`,
    xAxisIndex: index,
    yAxisIndex: index,
    data: [],
    silent: true,
    ...(threshold === null
      ? {}
      : {
          markLine: {
            symbol: 'none',
            silent: true,
            animation: false,
            lineStyle: { color: theme.alertLine, width: 2, type: 'dashed' as const },
            label: {
              formatter: `line ${quantity(threshold)}`,
              position: 'end' as const,
              color: theme.alertLine,
              fontSize: 12,
              fontWeight: 'bold' as const,
              fontFamily: FONT,
              textBorderWidth: 0,
            },
            data: [{ xAxis: threshold }],
          },
        }),
  };
}

function option(analysis: Analysis, theme: ChartTheme): EChartsOption {
  const { histograms } = analysis;
  const columns = Math.min(COLUMNS, histograms.length);
  const cell = CHART_WIDTH / columns;
  return {
    ...baseOption(
      'Score distributions',
      'rows per score, on a logarithmic scale; over the dashed line a score counts as strange',
      theme,
    ),
    grid: histograms.map((_, i) => ({
      left: (i % columns) * cell + 76,
      width: cell - 76 - 34,
      top: TOP_PX + Math.floor(i / columns) * CELL_PX + 40,
      height: CELL_PX - 40 - 58,
      outerBoundsMode: 'none' as const,
    })),
    xAxis: histograms.map(({ edges, unit }, gridIndex) => ({
      ...axisStyle(theme, false),
      type: 'value' as const,
      gridIndex,
      min: edges[0] ?? 0,
      max: edges.at(-1) ?? 1,
      splitNumber: 4,
      // What stands in brackets goes on a line of its own.
      name: unit.replace(' (', '\n('),
      nameLocation: 'middle' as const,
      nameGap: 26,
      axisLabel: {
        color: theme.text,
        fontSize: 12,
        hideOverlap: true,
        showMaxLabel: false,
        formatter: quantity,
      },
    })),
    yAxis: histograms.map(({ title, counts }, gridIndex) => ({
      ...axisStyle(theme, true),
      type: 'value' as const,
      gridIndex,
      min: 0,
      max: Math.max(2, Math.ceil(Math.max(0, ...counts.map(level)) + 0.05)),
      interval: 1,
      axisLabel: { color: theme.text, fontSize: 12, formatter: levelLabel },
      name: `${title} (rows)`,
      nameGap: 22,
      nameTextStyle: {
        color: theme.text,
        fontSize: 13,
        fontWeight: 'bold' as const,
        fontFamily: FONT,
        align: 'left' as const,
        padding: [0, 0, 0, -50],
      },
    })),
    series: histograms.flatMap((histogram, i) => [
      bars(histogram, i, theme),
      thresholdLine(histogram, i, theme),
    ]),
  };
}

/** Rows in bins that lie wholly over the line, and in all. */
function strangeRows(histogram: ScoreHistogram): { readonly over: number; readonly all: number } {
  let over = 0;
  let all = 0;
  histogram.counts.forEach((rows, i) => {
    all += rows;
    if (histogram.threshold !== null && histogram.edges[i]! >= histogram.threshold) over += rows;
  });
  return { over, all };
}

export const scoresChart: Chart = {
  name: 'scores',
  title: 'Score distributions',
  width: CHART_WIDTH,
  height: ({ histograms }) => TOP_PX + Math.ceil(histograms.length / COLUMNS) * CELL_PX,
  unavailable: ({ histograms }) =>
    histograms.length === 0 ? 'No model judged, so there are no scores to show.' : null,
  option,
  description: ({ histograms }) =>
    histograms
      .map((histogram) => {
        const { over, all } = strangeRows(histogram);
        return histogram.threshold === null
          ? `${histogram.title}: ${count(all)} rows, no line.`
          : `${histogram.title}: ${count(over)} of ${count(all)} rows over the line ${quantity(histogram.threshold)}.`;
      })
      .join(' '),
  table: ({ histograms }) => ({
    columns: ['model', 'score', 'line', 'rows', 'rows over the line', 'lowest score', 'highest score'],
    rows: histograms.map((histogram) => {
      const { over, all } = strangeRows(histogram);
      const { title, unit, threshold, edges } = histogram;
      return [
        title,
        unit,
        threshold === null ? null : quantity(threshold),
        all,
        over,
        quantity(edges[0] ?? 0),
        quantity(edges.at(-1) ?? 0),
      ];
    }),
  }),
};
