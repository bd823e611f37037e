/** Traffic and anomalies over time: flows, strange flows, evidence and bytes, one under the other. */
import type { EChartsOption } from 'echarts';
import type { Analysis } from '../../model/analysis.js';
import { byteSize, count, counted, duration, isoTime, utc, utcDay } from '../../model/format.js';
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
  /** Pixels that a bar has at least: what is rare must be seen, even where a bucket is narrower than a pixel. */
  readonly minBarWidth: number;
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
  const { ordinary, strange, evidence, volume } = theme;
  return [
    {
      name: `flows ${per}`,
      top: 112,
      height: 130,
      values: timeline.flows,
      colour: ordinary,
      label: count,
      minBarWidth: 0.6,
    },
    {
      name: `strange flows ${per} (over the models' line)`,
      top: 288,
      height: 90,
      values: timeline.strangeFlows,
      colour: strange,
      label: count,
      minBarWidth: 2.5,
    },
    {
      name: `evidence of behaviours and addresses ${per}`,
      top: 424,
      height: 44,
      values: timeline.evidence,
      colour: evidence,
      label: count,
      minBarWidth: 2.5,
    },
    {
      name: `bytes ${per}`,
      top: 514,
      height: 100,
      values: timeline.bytes,
      colour: volume,
      label: axisBytes,
      minBarWidth: 0.6,
    },
  ];
}

function timeLabel(spanMs: number): (value: number) => string {
  return (value) => {
    const text = isoTime(value);
    if (spanMs > 86_400_000) return text.slice(5, 16).replace('T', ' ');
    return spanMs < 600_000 ? text.slice(11, 19) : text.slice(11, 16);
  };
}

function option(analysis: Analysis, theme: ChartTheme): EChartsOption {
  const { timeline } = analysis;
  const list = panels(analysis, theme);
  const end = timeline.start + timeline.flows.length * timeline.bucketMs;
  const last = list.length - 1;
  const times = timeline.flows.map((_, i) => timeline.start + (i + 0.5) * timeline.bucketMs);
  return {
    ...baseOption(
      'Traffic and anomalies over time',
      `${utc(timeline.start)} to ${utc(end)}, ${counted(analysis.flowCount, 'flow')}; all times are UTC`,
      theme,
    ),
    grid: list.map(({ top, height }) => ({
      left: LEFT,
      right: RIGHT,
      top,
      height,
      outerBoundsMode: 'none' as const,
    })),
    xAxis: list.map((_, gridIndex) => ({
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
    yAxis: list.map((panel, gridIndex) => ({
      ...axisStyle(theme, true),
      type: 'value' as const,
      gridIndex,
      min: 0,
      minInterval: 1,
      splitNumber: panel.height < 60 ? 1 : 3,
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
    series: list.map((panel, index) => ({
      type: 'bar' as const,
      name: panel.name,
      xAxisIndex: index,
      yAxisIndex: index,
      barWidth: Math.max(
        panel.minBarWidth,
        ((CHART_WIDTH - LEFT - RIGHT) / Math.max(1, times.length)) * 0.86,
      ),
      itemStyle: { color: panel.colour },
      silent: true,
      emphasis: { disabled: true },
      data: times.map((time, i) => [time, panel.values[i] ?? 0]),
    })),
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
  height: () => 674,
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
