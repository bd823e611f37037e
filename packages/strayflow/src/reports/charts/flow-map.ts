/** Flows in two dimensions: each cluster with its own colour and shape, noise and strange flows marked. */
import type { EChartsOption, ScatterSeriesOption } from 'echarts';
import type { Analysis, Projection } from '../../model/analysis.js';
import { count, counted, quantity } from '../../model/format.js';
import { axisStyle, baseOption, CHART_WIDTH, type Chart } from './chart.js';
import { type ChartTheme, FONT } from './theme.js';

/** One in a hundred ordinary flows: below it, surprise adds nothing to risk. */
const STRANGE_SURPRISE = 2;
const SHAPES = [
  'circle',
  'rect',
  'triangle',
  'diamond',
  'path://M0,1 L10,1 L5,10 Z',
  'path://M4,0 L6,0 L6,4 L10,4 L10,6 L6,6 L6,10 L4,10 L4,6 L0,6 L0,4 L4,4 Z',
] as const;
const NOISE_PATH = 'path://M0,2 L2,0 L5,3 L8,0 L10,2 L7,5 L10,8 L8,10 L5,7 L2,10 L0,8 L3,5 Z';

type Point = Projection['points'][number];

/** Clusters with a colour of their own are the largest ones; the rest are drawn as one. */
function groups(
  points: readonly Point[],
  limit: number,
): readonly { name: string; points: readonly Point[] }[] {
  const byCluster = new Map<number, Point[]>();
  for (const point of points) {
    if (point.cluster < 0) continue;
    const list = byCluster.get(point.cluster);
    if (list === undefined) byCluster.set(point.cluster, [point]);
    else list.push(point);
  }
  const largest = [...byCluster].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
  const own = largest.length > limit ? limit - 1 : limit;
  const named = largest
    .slice(0, own)
    .sort((a, b) => a[0] - b[0])
    .map(([cluster, list]) => ({ name: `cluster ${cluster + 1} (${count(list.length)})`, points: list }));
  const rest = largest.slice(own);
  const others = rest.flatMap(([, list]) => list);
  return others.length === 0
    ? named
    : [...named, { name: `${rest.length} other clusters (${count(others.length)})`, points: others }];
}

function series(projection: Projection, theme: ChartTheme): readonly ScatterSeriesOption[] {
  const noise = projection.points.filter((point) => point.cluster < 0);
  const strange = projection.points.filter((point) => point.surprise >= STRANGE_SURPRISE);
  const base = { type: 'scatter' as const, silent: true, emphasis: { disabled: true } };
  const place = (point: Point) => [point.x, point.y];
  return [
    ...groups(projection.points, theme.clusters.length).map((group, i) => ({
      ...base,
      name: group.name,
      symbol: SHAPES[i] ?? 'circle',
      symbolSize: 7,
      itemStyle: { color: theme.clusters[i]!, opacity: 0.65 },
      data: group.points.map(place),
    })),
    {
      ...base,
      name: `in no cluster (${count(noise.length)})`,
      symbol: NOISE_PATH,
      symbolSize: 8,
      itemStyle: { color: theme.strange, opacity: 1 },
      data: noise.map(place),
    },
    {
      ...base,
      name: `ring: stranger than 99 % of ordinary flows (${count(strange.length)})`,
      symbol: 'circle',
      symbolSize: 15,
      itemStyle: { color: 'transparent', opacity: 1, borderColor: theme.text, borderWidth: 1.2 },
      data: strange.map(place),
    },
  ];
}

function option(analysis: Analysis, theme: ChartTheme): EChartsOption {
  const projection = analysis.projection!;
  const list = series(projection, theme);
  const axis = (name: string, gap: number) => ({
    ...axisStyle(theme, true),
    type: 'value' as const,
    scale: true,
    axisLine: { show: true, onZero: false, lineStyle: { color: theme.axis } },
    name,
    nameLocation: 'middle' as const,
    nameGap: gap,
    nameTextStyle: { color: theme.text, fontSize: 12, fontFamily: FONT },
  });
  return {
    ...baseOption(
      'Flows in two dimensions',
      `a sample of ${counted(projection.points.length, 'flow')} of ${count(analysis.flowCount)}; near each other means alike`,
      theme,
    ),
    legend: {
      left: 20,
      right: 20,
      top: 66,
      itemWidth: 13,
      itemHeight: 13,
      itemGap: 16,
      selectedMode: false,
      textStyle: { color: theme.text, fontSize: 12, fontFamily: FONT },
      data: list.map((entry) => ({ name: String(entry.name) })),
    },
    grid: { left: 76, right: 30, top: 146, bottom: 62, outerBoundsMode: 'none' },
    xAxis: axis(projection.axes[0], 34),
    yAxis: axis(projection.axes[1], 46),
    series: [...list],
  };
}

export const flowMapChart: Chart = {
  name: 'flows',
  title: 'Flows in two dimensions',
  width: CHART_WIDTH,
  height: () => 640,
  unavailable: ({ projection }) =>
    projection === null || projection.points.length === 0
      ? 'Too few flows to lay out in two dimensions.'
      : null,
  option,
  description: ({ projection, clusters }) => {
    const points = projection?.points ?? [];
    const noise = points.filter((point) => point.cluster < 0).length;
    const quality =
      clusters === null || clusters.silhouette === null
        ? ''
        : ` Mean silhouette ${quantity(clusters.silhouette)} (1 = clearly apart, 0 = overlapping).`;
    return `${counted(points.length, 'flow')} drawn; ${count(noise)} in no cluster.${quality}`;
  },
  table: ({ projection }) => {
    const points = projection?.points ?? [];
    const clusters = [...new Set(points.map((point) => point.cluster))].sort((a, b) => a - b);
    return {
      columns: ['cluster', 'flows drawn', 'stranger than 99 % of ordinary flows'],
      rows: clusters.map((cluster) => {
        const members = points.filter((point) => point.cluster === cluster);
        const strange = members.filter((point) => point.surprise >= STRANGE_SURPRISE).length;
        return [cluster < 0 ? 'none' : `cluster ${cluster + 1}`, members.length, strange];
      }),
    };
  },
};
