/** What a chart is: a pure function from the analysis to one chart option, with words and a table that say the same. */
import type { EChartsOption } from 'echarts';
import type { Analysis } from '../../model/analysis.js';
import type { Cell } from '../escape.js';
import { type ChartTheme, FONT } from './theme.js';

export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Chart {
  /** File name without ending: "risk". */
  readonly name: string;
  readonly title: string;
  /** Pixels. */
  readonly width: number;
  height(analysis: Analysis): number;
  /** Why there is nothing to draw, as a sentence; null when there is. */
  unavailable(analysis: Analysis): string | null;
  option(analysis: Analysis, theme: ChartTheme): EChartsOption;
  /** The picture in words, for readers who do not see it. */
  description(analysis: Analysis): string;
  /** The numbers behind the picture, bounded. */
  table(analysis: Analysis): ChartTable;
}

export const CHART_WIDTH = 960;

/** What all charts share: no animation, UTC, the title and its subtitle, the ground. */
export function baseOption(title: string, subtitle: string, theme: ChartTheme): EChartsOption {
  return {
    animation: false,
    useUTC: true,
    backgroundColor: theme.background,
    textStyle: { fontFamily: FONT, color: theme.text },
    title: {
      text: title,
      subtext: subtitle,
      left: 20,
      top: 14,
      itemGap: 7,
      textStyle: { fontFamily: FONT, fontSize: 19, fontWeight: 'bold', color: theme.text },
      subtextStyle: { fontFamily: FONT, fontSize: 13, color: theme.muted },
    },
  };
}

/** The look of an axis name, its labels and lines. */
export function axisStyle(theme: ChartTheme, lines: boolean) {
  return {
    nameTextStyle: { color: theme.muted, fontSize: 12, fontFamily: FONT },
    axisLabel: { color: theme.text, fontSize: 12, fontFamily: FONT },
    axisLine: { show: true, lineStyle: { color: theme.axis } },
    axisTick: { show: true, lineStyle: { color: theme.axis } },
    minorTick: { show: false },
    splitLine: { show: lines, lineStyle: { color: theme.grid } },
  };
}
