/** Risk per host: the riskiest twenty, each bar made of its families' shares, with the alert and block lines. */
import type { EChartsOption } from 'echarts';
import type { Analysis } from '../../model/analysis.js';
import { FAMILIES, type Family } from '../../model/evidence.js';
import { counted, quantity, riskText } from '../../model/format.js';
import type { HostRisk } from '../../model/host-risk.js';
import { clipped } from '../escape.js';
import { shareTexts } from '../verdict.js';
import { axisStyle, baseOption, CHART_WIDTH, type Chart } from './chart.js';
import { type ChartTheme, FONT } from './theme.js';

const MAX_HOSTS = 20;
const ROW_PX = 27;
const LABEL_PX = 310;
const LEGEND_TOP_PX = 66;
const LEGEND_ROW_PX = 28;
/** As many as fit side by side with the longest names. */
const LEGEND_ROW_FAMILIES = 7;

function shown(analysis: Analysis): readonly HostRisk[] {
  return analysis.hosts.slice(0, MAX_HOSTS);
}

/** The families that any shown host has, in the order of the closed list. */
function families(analysis: Analysis): readonly Family[] {
  const present = new Set(shown(analysis).flatMap(({ shares }) => shares.map(({ family }) => family)));
  return FAMILIES.filter((family) => present.has(family));
}

/** Where the bars begin: below the legend, which takes the rows that it needs. */
function top(analysis: Analysis): number {
  return LEGEND_TOP_PX + LEGEND_ROW_PX * Math.ceil(families(analysis).length / LEGEND_ROW_FAMILIES) + 34;
}

/** "10.0.0.5 (victim)" */
function hostLabel(host: HostRisk): string {
  const name = clipped(host.host, 40);
  return host.role === 'victim' ? `${name} (victim)` : name;
}

/** Keeps a line visible where it crosses bars. */
function halo(at: number, theme: ChartTheme) {
  const lineStyle = { color: theme.background, width: 5, type: 'solid' as const, opacity: 0.85 };
  return { xAxis: at, lineStyle, label: { show: false } };
}

function line(at: number, name: string, colour: string) {
  return {
    xAxis: at,
    lineStyle: { color: colour, width: 2, type: 'dashed' as const },
    label: {
      formatter: `${name} ${quantity(at)}`,
      color: colour,
      position: 'start' as const,
      fontSize: 12,
      fontWeight: 'bold' as const,
      fontFamily: FONT,
      textBorderWidth: 0,
    },
  };
}

function option(analysis: Analysis, theme: ChartTheme): EChartsOption {
  const hosts = shown(analysis);
  const present = families(analysis);
  const subtitle =
    hosts.length < analysis.hosts.length
      ? `peak over the run; the riskiest ${hosts.length} of ${counted(analysis.hosts.length, 'host')} with evidence`
      : `peak over the run; all hosts with evidence`;
  return {
    ...baseOption('Risk per host', subtitle, theme),
    legend: {
      left: 20,
      right: 20,
      top: LEGEND_TOP_PX,
      itemWidth: 14,
      itemHeight: 14,
      itemGap: 16,
      selectedMode: false,
      textStyle: { color: theme.text, fontSize: 12, fontFamily: FONT },
      data: [...present],
    },
    grid: { left: LABEL_PX, right: 70, top: top(analysis), bottom: 56, outerBoundsMode: 'none' },
    xAxis: {
      ...axisStyle(theme, true),
      type: 'value',
      min: 0,
      max: 1,
      interval: 0.2,
      name: 'risk (0 to 1)',
      nameLocation: 'middle',
      nameGap: 30,
    },
    yAxis: {
      ...axisStyle(theme, false),
      type: 'category',
      inverse: true,
      axisTick: { show: false },
      // The number keeps hosts of one name (two sites, two roles) apart.
      data: hosts.map((_, i) => String(i)),
      axisLabel: {
        color: theme.text,
        fontSize: 12,
        interval: 0,
        formatter: (value: string) => hostLabel(hosts[Number(value)]!),
      },
    },
    series: [
      ...present.map((family, index) => ({
        type: 'bar' as const,
        name: family,
        stack: 'risk',
        barWidth: 15,
        silent: true,
        emphasis: { disabled: true },
        itemStyle: { color: theme.families[family], borderColor: theme.background, borderWidth: 1 },
        data: hosts.map((host) => host.shares.find((share) => share.family === family)?.share ?? null),
        ...(index === 0
          ? {
              markLine: {
                symbol: 'none',
                silent: true,
                animation: false,
                data: [
                  halo(analysis.lines.alert, theme),
                  halo(analysis.lines.block, theme),
                  line(analysis.lines.alert, 'alert', theme.alertLine),
                  line(analysis.lines.block, 'block', theme.blockLine),
                ],
              },
            }
          : {}),
      })),
      {
        type: 'scatter' as const,
        name: 'risk',
        symbolSize: 0.01,
        silent: true,
        z: 10,
        itemStyle: { color: theme.background, opacity: 1 },
        label: {
          show: true,
          position: 'right' as const,
          distance: 6,
          color: theme.text,
          fontSize: 12,
          fontWeight: 'bold' as const,
          fontFamily: FONT,
          textBorderColor: theme.background,
          textBorderWidth: 3,
          formatter: (point: { readonly dataIndex: number }) => riskText(hosts[point.dataIndex]!.risk),
        },
        data: hosts.map((host, i) => [host.risk, i]),
      },
    ],
  };
}

export const riskChart: Chart = {
  name: 'risk',
  title: 'Risk per host',
  width: CHART_WIDTH,
  height: (analysis) => top(analysis) + 56 + ROW_PX * shown(analysis).length,
  unavailable: (analysis) => (analysis.hosts.length === 0 ? 'No host has any evidence against it.' : null),
  option,
  description: (analysis) => {
    const { hosts, lines } = analysis;
    const first = hosts[0];
    if (first === undefined) return 'No host has any evidence against it.';
    const alerted = hosts.filter((host) => host.risk >= lines.alert).length;
    const blocked = hosts.filter((host) => host.risk >= lines.block).length;
    return `The riskiest host is ${first.host} with ${riskText(first.risk)}. ${counted(alerted, 'host')} at or over the alert line ${quantity(
      lines.alert,
    )}, ${blocked} of them at or over the block line ${quantity(lines.block)}.`;
  },
  table: (analysis) => ({
    columns: ['host', 'role', 'risk', 'shares'],
    rows: shown(analysis).map((host) => [
      host.host,
      host.role,
      riskText(host.risk),
      host.shares.map(({ family }, i) => `${family} ${shareTexts(host)[i]}`).join(', '),
    ]),
  }),
};
