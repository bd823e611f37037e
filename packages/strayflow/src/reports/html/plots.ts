/** The charts inside the page: one drawing each, whose colours follow the page's theme, with its numbers in a table. */
import type { Analysis } from '../../model/analysis.js';
import { count } from '../../model/format.js';
import type { Chart } from '../charts/chart.js';
import { drawSvg } from '../charts/draw.js';
import { CHARTS } from '../charts/index.js';
import { LIGHT, themeVariables } from '../charts/theme.js';
import { html } from '../escape.js';
import { type Markup, markup, table, trusted } from './markup.js';

const VARIABLES = new Map(themeVariables(LIGHT).map(([name, colour]) => [colour, name]));

/** Each theme colour occurs once in a theme, so that a colour in the drawing names its variable. */
function themed(svg: string): string {
  return svg.replace(/<[^>]*>/g, (tag) =>
    tag.replace(
      /(fill|stroke|stop-color)="(#[0-9a-f]{6})"/g,
      (attribute, property: string, colour: string) => {
        const name = VARIABLES.get(colour);
        return name === undefined ? attribute : `${property}="var(--${name})"`;
      },
    ),
  );
}

function inlineSvg(chart: Chart, analysis: Analysis): Markup {
  const label = html(`${chart.title}. ${chart.unavailable(analysis) ?? chart.description(analysis)}`);
  return trusted(
    themed(drawSvg(chart, analysis, LIGHT)).replace(/^<svg ([^>]*)>/, (_, attributes: string) => {
      const viewBox = /viewBox="[^"]*"/.exec(attributes)?.[0] ?? '';
      return `<svg ${viewBox} role="img" aria-label="${label}">`;
    }),
  );
}

function figure(analysis: Analysis, chart: Chart): Markup {
  const reason = chart.unavailable(analysis);
  if (reason !== null) {
    return markup`<figure id="plot-${chart.name}"><figcaption><h3>${chart.title}</h3><p>${reason}</p></figcaption></figure>
`;
  }
  const { columns, rows } = chart.table(analysis);
  const numeric = columns.map((_, i) => rows.every((row) => typeof row[i] === 'number'));
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? count(cell) : String(cell ?? ''))),
  );
  return markup`<figure id="plot-${chart.name}">
<div class="scroll" role="region" aria-label="${chart.title}" tabindex="0">${inlineSvg(chart, analysis)}</div>
<figcaption><p>${chart.description(analysis)}</p></figcaption>
<details><summary>Numbers behind “${chart.title}”</summary>${table(
    chart.title,
    columns.map((title, i) => ({ title, numeric: numeric[i]! })),
    cells,
  )}</details>
</figure>
`;
}

export function plotsSection(analysis: Analysis): Markup {
  return markup`<section id="plots"><h2>Plots</h2>
${CHARTS.map((chart) => figure(analysis, chart))}</section>
`;
}
