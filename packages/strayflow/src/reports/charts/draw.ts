/** Draws a chart as SVG without a browser; the bytes depend on the analysis alone. */
import type { EChartsOption } from 'echarts';
// One file: the package's modules, hundreds of them, take half a second to load.
import * as echarts from 'echarts/dist/echarts.esm';
import type { Analysis } from '../../model/analysis.js';
import { visible } from '../../model/visible.js';
import { baseOption, type Chart } from './chart.js';
import type { ChartTheme } from './theme.js';
import { WORLD_MAP, worldMap } from './world.js';

let prepared = false;

/** ECharts keeps its maps in a registry of the process; filled once, on first use. */
function prepare(): void {
  if (prepared) return;
  echarts.registerMap(WORLD_MAP, worldMap() as unknown as Parameters<typeof echarts.registerMap>[1]);
  prepared = true;
}

export function drawSvg(chart: Chart, analysis: Analysis, theme: ChartTheme): string {
  prepare();
  const reason = chart.unavailable(analysis);
  const height = reason === null ? chart.height(analysis) : 110;
  const option = reason === null ? chart.option(analysis, theme) : baseOption(chart.title, reason, theme);
  return normalised(render(option, chart.width, height), chart.name);
}

function render(option: EChartsOption, width: number, height: number): string {
  const instance = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    instance.setOption(option);
    return instance.renderToSVGString();
  } finally {
    // Without it the process never ends.
    instance.dispose();
  }
}

/**
 * Ids and class names count up per process (`zr7-c0`): they are named after the chart, which also keeps them apart in
 * one page. Attributes for ECharts' own client, hover styles and boxes that nobody sees mean nothing in a file. Numbers
 * are shortened in tags only: text may hold anything, and ECharts escapes `>` in it.
 */
function normalised(svg: string, name: string): string {
  return svg
    .replace(/<style\s*>[\s\S]*?<\/style>\s*/g, '')
    .replace(/<path [^>]*fill-opacity="0"[^>]*stroke-width="0"[^>]*><\/path>\s*/g, '')
    .replace(/<[^>]*>/g, (tag) =>
      tag
        .replace(/\s+ecmeta_[a-z_]+="[^"]*"/g, '')
        .replace(/\s+class="zr\d+-cls-\d+"/g, '')
        .replace(/\bzr\d+-/g, `${name}-`)
        .replace(/(\d+\.\d{2})\d+/g, '$1'),
    )
    .replace(/(<text[^>]*>)([^<]+)/g, (_, tag: string, text: string) => tag + visible(text));
}
