/** Traffic and anomalies over time: flows, strange flows, evidence and bytes, one under the other. */
import type { EChartsOption } from 'echarts';
import type { Analysis } from '../../model/analysis.js';
import { byteSize, count, counted, duration, isoTime, utc, utcDay } from '../format.js';
import { axisStyle, baseOption, CHART_WIDTH, type Chart } from './chart.js';
import { type ChartTheme, FONT } from './theme.js';

const LEFT = 76;
const RIGHT = 28;
const MAX_TABLE_ROWS = 60;

interface Panel {
  readonly name: string;
  readonly top: number;
  readonly height: number;
  readonly values: readonly number[];
  readonly colour: string;
  readonly label: (value: number) => string;
}

function bucketWords(bucketMs: number): string {
  return bucketMs === 60_000 ? 'minute' : bucketMs === 3_600_000 ? 'hour' : duration(bucketMs);
}

/** "40 MB" */
function axisBytes(value: number): string {
  return byteSize(value).replace('.0 ', ' ');
}

function panels(analysis: Analysis, theme: ChartTheme): readonly Panel[] {
  const { timeline } = analysis;
  const per = `per ${bucketWords(timeline.bucketMs)}`;
  const { ordinary, strange, volume } = theme;
  return [
    { name: `flows ${per}`, top: 112, height: 130, values: timeline.flows, colour: ordinary, label: count },
    {
      name: `strange flows ${per} (over the models' line)`,
      top: 288,
      height: 90,
      values: timeline.strangeFlows,
      colour: strange,
      label: count,
    },
    { name: `bytes ${per}`, top: 476, height: 100, values: timeline.bytes, colour: volume, label: axisBytes },
  ];
}

function timeLabel(spanMs: number): (value: number) => string {
  return (value) => {
    const text = isoTime(value);
    return spanMs > 2 * 86_400_000 ? text.slice(5, 10) : text.slice(11, 16);
  };
}

function option(analysis: Analysis, theme: ChartTheme): EChartsOption {
  const { timeline } = analysis;
  const list = panels(analysis, theme);
  const end = timeline.start + timeline.flows.length * timeline.bucketMs;
  const strip = { top: 402, height: 30 };
  const grids = [...list, strip];
  const last = list.length - 1;
  const times = timeline.flows.map((_, i) => timeline.start + (i + 0.5) * timeline.bucketMs);
  return {
    ...baseOption(
      'Traffic and anomalies over time',
      `${utc(timeline.start)} to ${utc(end)}, ${counted(analysis.flowCount, 'flow')}; all times are UTC`,
      theme,
    ),
    grid: grids.map(({ top, height }) => ({
      left: LEFT,
      right: RIGHT,
      top,
      height,
      outerBoundsMode: 'none' as const,
    })),
    xAxis: grids.map((_, gridIndex) => ({
      ...axisStyle(theme, false),
      type: 'time' as const,
      gridIndex,
      min: timeline.start,
      max: end,
      splitNumber: 8,
      axisTick: { show: gridIndex === last, lineStyle: { color: theme.axis } },
      axisLabel: {
        show: gridIndex === last,
        color: theme.text,
        fontSize: 12,
        hideOverlap: true,
        formatter: timeLabel(end - timeline.start),
      },
      name: gridIndex === last ? `time (UTC), from ${utcDay(timeline.start)}` : '',
      nameLocation: 'middle' as const,
      nameGap: 28,
    })),
    yAxis: [
      ...list.map((panel, gridIndex) => ({
        ...axisStyle(theme, true),
        type: 'value' as const,
        gridIndex,
        min: 0,
        minInterval: 1,
        splitNumber: 3,
        axisLabel: { color: theme.text, fontSize: 12, formatter: panel.label },
        name: panel.name,
        nameGap: 10,
        nameTextStyle: {
          color: theme.text,
          fontSize: 12,
          fontFamily: FONT,
          align: 'left' as const,
          padding: [0, 0, 0, -56],
        },
      })),
      {
        type: 'value' as const,
        gridIndex: list.length,
        min: 0,
        max: 1,
        show: true,
        axisLabel: { show: false },
        axisTick: { show: false },
        splitLine: { show: false },
        axisLine: { show: false },
        name: 'evidence (a number where there is more than one)',
        nameGap: 0,
        nameTextStyle: { color: theme.text, fontSize: 12, align: 'left' as const, padding: [0, 0, 0, -56] },
      },
    ],
    series: [
      ...list.map((panel, index) => ({
        type: 'bar' as const,
        name: panel.name,
        xAxisIndex: index,
        yAxisIndex: index,
        barWidth: Math.max(0.6, ((CHART_WIDTH - LEFT - RIGHT) / Math.max(1, times.length)) * 0.86),
        itemStyle: { color: panel.colour },
        silent: true,
        emphasis: { disabled: true },
        data: times.map((time, i) => [time, panel.values[i] ?? 0]),
      })),
      {
        type: 'scatter' as const,
        name: 'evidence',
        xAxisIndex: list.length,
        yAxisIndex: list.length,
        symbol: 'diamond',
        symbolSize: 13,
        silent: true,
        itemStyle: { color: theme.evidence, opacity: 1, borderColor: theme.background, borderWidth: 1 },
        label: {
          show: true,
          position: 'right' as const,
          distance: 3,
          color: theme.text,
          fontSize: 11,
          fontFamily: FONT,
          formatter: (point: { readonly value: unknown }) => {
            const pieces = (point.value as number[])[2]!;
            return pieces > 1 ? count(pieces) : '';
          },
        },
        labelLayout: { hideOverlap: true },
        data: times.flatMap((time, i) =>
          (timeline.evidence[i] ?? 0) > 0 ? [[time, 0.4, timeline.evidence[i]!]] : [],
        ),
      },
    ],
  };
}

/** Neighbouring buckets taken together, so that the table stays short; sums are exact. */
function table(analysis: Analysis): {
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
} {
  const { timeline } = analysis;
  const step = Math.max(1, Math.ceil(timeline.flows.length / MAX_TABLE_ROWS));
  const sum = (values: readonly number[], from: number) => {
    let total = 0;
    for (let i = from; i < Math.min(from + step, values.length); i++) total += values[i]!;
    return total;
  };
  const rows: (readonly (string | number)[])[] = [];
  for (let i = 0; i < timeline.flows.length; i += step) {
    rows.push([
      utc(timeline.start + i * timeline.bucketMs),
      sum(timeline.flows, i),
      sum(timeline.strangeFlows, i),
      sum(timeline.evidence, i),
      sum(timeline.bytes, i),
    ]);
  }
  return { columns: ['from', 'flows', 'strange flows', 'evidence', 'bytes'], rows };
}

export const trafficChart: Chart = {
  name: 'traffic',
  title: 'Traffic and anomalies over time',
  width: CHART_WIDTH,
  height: () => 636,
  unavailable: ({ timeline }) =>
    timeline.flows.length === 0
      ? 'There is no flow with a time, so there is nothing to draw over time.'
      : null,
  option,
  description: ({ timeline }) => {
    const peak = timeline.flows.reduce((best, value, i) => (value > timeline.flows[best]! ? i : best), 0);
    const strange = timeline.strangeFlows.reduce((total, value) => total + value, 0);
    const evidence = timeline.evidence.reduce((total, value) => total + value, 0);
    return `Most flows in one ${bucketWords(timeline.bucketMs)}: ${count(timeline.flows[peak] ?? 0)}, from ${utc(
      timeline.start + peak * timeline.bucketMs,
    )}. Strange flows in all: ${count(strange)}. Evidence of behaviours and addresses: ${count(evidence)}.`;
  },
  table,
};
