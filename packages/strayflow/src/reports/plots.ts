/** The plots as SVG files, on light ground. */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Report } from '../model/report.js';
import { drawSvg } from './charts/draw.js';
import { CHARTS } from './charts/index.js';
import { LIGHT } from './charts/theme.js';

export const plotsReport: Report = {
  name: 'plots',
  title: 'Plots (SVG)',
  render: (analysis) =>
    CHARTS.map((chart) => ({
      path: `plots/${chart.name}.svg`,
      mediaType: 'image/svg+xml',
      content: utf8ToBytes(drawSvg(chart, analysis, LIGHT)),
    })),
};
