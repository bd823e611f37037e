/** Series over time in one or more rows that share the axis of time (UTC): as an ECharts option and as a table. */
import type { BarSeriesOption, EChartsOption, LineSeriesOption } from 'echarts';
import { utc } from '../../words/times.js';
import type { ChartData } from './chart-table.js';
import type { ColourName, Colours } from './colours.js';

export interface TimeSeries {
  readonly name: string;
  readonly colour: ColourName;
  readonly kind: 'area' | 'line' | 'bar';
  /** Series of one stack stand on each other. */
  readonly stack?: string;
  /** One a step; null where nothing is known. */
  readonly values: readonly (number | null)[];
}

export interface TimeRow {
  readonly title: string;
  /** Its part of the height. */
  readonly share: number;
  /** Where the axis ends; without it, where the values do, and steps of the axis are whole. */
  readonly most?: number;
  /** Levels that matter. */
  readonly lines?: readonly { readonly name: string; readonly at: number }[];
  readonly series: readonly TimeSeries[];
}

export interface TimeChartData {
  /** Beginning of each step (Unix ms). */
  readonly times: readonly number[];
  readonly rows: readonly TimeRow[];
  format(value: number): string;
}

/** Pixels. */
const TITLE = 28;
const AXIS = 24;
const LEFT = 52;
/** By what a label of the axis begins. */
const MOMENTS = {
  year: '{yyyy}',
  month: '{MMM}',
  day: '{d} {MMM}',
  hour: '{HH}:{mm}',
  minute: '{HH}:{mm}',
  second: '{HH}:{mm}:{ss}',
} as const;

/** Every step between the first and the last, also those that were not stored: a gap is shown as one. */
export function evenSteps<Step extends { readonly time: number }>(
  steps: readonly Step[],
  from: number,
  to: number,
  stepMs: number,
): { readonly times: readonly number[]; readonly at: readonly (Step | null)[] } {
  const known = new Map(steps.map((step) => [Math.floor((step.time - from) / stepMs), step]));
  const length = Math.min(2_000, Math.max(0, Math.ceil((to - from) / stepMs)));
  const places = Array.from({ length }, (_, place) => place);
  return {
    times: places.map((place) => from + place * stepMs),
    at: places.map((place) => known.get(place) ?? null),
  };
}

export function timeTable({ times, rows, format }: TimeChartData): ChartData {
  const series = rows.flatMap((row) => row.series);
  return {
    columns: ['Time (UTC)', ...series.map(({ name }) => name)],
    rows: times.map((time, place) => [
      utc(time),
      ...series.map(({ values }) => {
        const value = values[place] ?? null;
        return value === null ? 'none' : format(value);
      }),
    ]),
  };
}

/** @param height of the canvas (pixels) */
export function timeOption(data: TimeChartData, height: number, colours: Colours): EChartsOption {
  const { rows, format } = data;
  const room = height - AXIS - rows.length * TITLE;
  const whole = rows.reduce((sum, { share }) => sum + share, 0);
  let top = 0;
  const grids = rows.map(({ share }) => {
    const grid = { left: LEFT, right: 8, top: top + TITLE, height: (room * share) / whole };
    top += TITLE + grid.height;
    return grid;
  });
  const last = rows.length - 1;
  const line = { lineStyle: { color: colours('chart-axis') } };
  return {
    useUTC: true,
    textStyle: { fontFamily: 'inherit', color: colours('muted') },
    axisPointer: { link: [{ xAxisIndex: 'all' }], lineStyle: { color: colours('muted') } },
    tooltip: tooltipOption(colours, format),
    grid: grids,
    xAxis: rows.map((_, gridIndex) => ({
      type: 'time',
      gridIndex,
      axisLine: line,
      axisTick: { show: gridIndex === last, ...line },
      axisLabel: { show: gridIndex === last, color: colours('muted'), hideOverlap: true, formatter: MOMENTS },
      splitLine: { show: false },
    })),
    yAxis: rows.map(({ title, most }, gridIndex) => ({
      type: 'value',
      gridIndex,
      name: title,
      nameTextStyle: { color: colours('muted'), align: 'left', padding: [0, 0, 0, -LEFT + 4] },
      nameGap: 8,
      splitNumber: Math.max(1, Math.round(grids[gridIndex]!.height / 40)),
      ...(most === undefined ? { minInterval: 1 } : { min: 0, max: most }),
      axisLabel: { color: colours('muted'), formatter: format },
      splitLine: { lineStyle: { color: colours('chart-grid') } },
    })),
    series: rows.flatMap(({ series, lines }, row) => [
      ...series.map((each) => seriesOption(each, row, data, colours)),
      ...(lines === undefined ? [] : [linesOption(lines, row, data, colours)]),
    ]),
  };
}

/** Drawn, not HTML: neither the policy of the page nor text of the traffic meets it. */
function tooltipOption(
  colours: Colours,
  format: (value: number) => string,
): NonNullable<EChartsOption['tooltip']> {
  return {
    trigger: 'axis',
    renderMode: 'richText',
    confine: true,
    backgroundColor: colours('raised'),
    borderColor: colours('line'),
    borderWidth: 1,
    textStyle: { color: colours('text'), fontSize: 12 },
    valueFormatter: (value) => (typeof value === 'number' ? format(value) : 'none'),
  };
}

function seriesOption(
  { name, colour, kind, stack, values }: TimeSeries,
  row: number,
  { times }: TimeChartData,
  colours: Colours,
): BarSeriesOption | LineSeriesOption {
  const common = {
    name,
    xAxisIndex: row,
    yAxisIndex: row,
    itemStyle: { color: colours(colour) },
    data: times.map((time, place) => [time, values[place] ?? null]),
    ...(stack === undefined ? {} : { stack }),
  };
  if (kind === 'bar') return { ...common, type: 'bar', barMaxWidth: 14, barMinWidth: 1.5, barGap: '-100%' };
  const made: LineSeriesOption = { ...common, type: 'line', step: 'end', showSymbol: false };
  made.lineStyle = { width: stack === undefined ? 1.5 : 0, color: colours(colour) };
  if (kind === 'area')
    made.areaStyle = { color: colours(colour), opacity: stack === undefined ? 0.16 : 0.85 };
  return made;
}

/** Dashed, over the whole width, with their names. */
function linesOption(
  lines: NonNullable<TimeRow['lines']>,
  row: number,
  { times }: TimeChartData,
  colours: Colours,
): LineSeriesOption {
  return {
    type: 'line',
    xAxisIndex: row,
    yAxisIndex: row,
    // Lines are drawn only where there are data.
    data: times.slice(0, 1).map((time) => [time, 0]),
    showSymbol: false,
    tooltip: { show: false },
    silent: true,
    markLine: {
      symbol: 'none',
      silent: true,
      lineStyle: { color: colours('muted'), type: 'dashed' },
      label: { position: 'insideStartTop', color: colours('muted'), formatter: '{b}' },
      data: lines.map(({ name, at }) => ({ name, yAxis: at })),
    },
  };
}
