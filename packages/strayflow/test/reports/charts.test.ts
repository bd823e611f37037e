import { describe, expect, it } from 'vitest';
import { COUNTRIES, countryName } from '../../src/reports/charts/country-codes.js';
import { drawSvg } from '../../src/reports/charts/draw.js';
import { project, unproject } from '../../src/reports/charts/equal-earth.js';
import { CHARTS } from '../../src/reports/charts/index.js';
import { type ChartTheme, DARK, LIGHT, themeVariables } from '../../src/reports/charts/theme.js';
import { countryPoints, worldMap } from '../../src/reports/charts/world.js';
import { contrast } from '../contrast.js';
import { exampleAnalysis } from '../example-analysis.js';

const analysis = exampleAnalysis();
const draw = (name: string, of = analysis, theme: ChartTheme = LIGHT) =>
  drawSvg(CHARTS.find((chart) => chart.name === name)!, of, theme);
const words = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);

describe.each(CHARTS.map((chart) => [chart.name, chart] as const))('the chart %s', (_, chart) => {
  it('is the same drawing whenever it is drawn, and whatever was drawn before', () => {
    const first = drawSvg(chart, analysis, LIGHT);
    for (const other of CHARTS) drawSvg(other, analysis, DARK);
    expect(drawSvg(chart, analysis, LIGHT)).toBe(first);
    expect(first).not.toMatch(/\bzr\d|ecmeta|<style|NaN|undefined|Infinity/);
  });

  it('has its title, words that say the same, and the numbers behind it', () => {
    expect(words(drawSvg(chart, analysis, LIGHT))).toContain(chart.title);
    expect(chart.description(analysis).length).toBeGreaterThan(30);
    const { columns, rows } = chart.table(analysis);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row.length).toBe(columns.length);
  });

  it('says why it is empty when there is nothing to draw', () => {
    const empty = exampleAnalysis({
      hosts: [],
      histograms: [],
      projection: null,
      countries: [],
      timeline: { bucketMs: 60_000, start: 0, flows: [], bytes: [], strangeFlows: [], evidence: [] },
    });
    const reason = chart.unavailable(empty);
    expect(reason).not.toBeNull();
    expect(words(drawSvg(chart, empty, LIGHT)).join(' ')).toContain(reason);
    expect(chart.unavailable(analysis)).toBeNull();
  });

  it('draws a single value, zeros and very large numbers without a fault', () => {
    const extreme = exampleAnalysis({
      hosts: [{ ...analysis.hosts[0]!, risk: 1 }],
      histograms: [{ ...analysis.histograms[0]!, edges: [0, 1e12], counts: [0], threshold: null }],
      projection: { axes: ['a', 'b'], points: [{ x: 0, y: 0, cluster: 0, surprise: 0 }] },
      countries: [{ countryCode: 'ZZ', hosts: 1, flows: 1e12, bytes: 1e15, risk: 1 }],
      timeline: {
        bucketMs: 86_400_000,
        start: 0,
        flows: [1e12],
        bytes: [0],
        strangeFlows: [0],
        evidence: [3],
      },
    });
    expect(drawSvg(chart, extreme, DARK)).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('the risk chart', () => {
  it('shows at most twenty hosts and says of how many', () => {
    const many = Array.from({ length: 45 }, (_, i) => ({ ...analysis.hosts[0]!, host: `10.9.0.${i}` }));
    const text = words(draw('risk', exampleAnalysis({ hosts: many }))).join('\n');
    expect(text).toContain('the riskiest 20 of 45 hosts');
    expect(text).toContain('10.9.0.19');
    expect(text).not.toContain('10.9.0.20');
  });

  it('shows a host with its markup and controls made harmless', () => {
    const hosts = [{ ...analysis.hosts[0]!, host: '</text><script>\u202e{a|b}' }];
    const svg = draw('risk', exampleAnalysis({ hosts }));
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;/text&gt;&lt;script&gt;\\u{202e}');
  });

  it('does not shorten numbers inside of words', () => {
    const hosts = [{ ...analysis.hosts[0]!, host: '198.51.100.239' }];
    expect(words(draw('risk', exampleAnalysis({ hosts })))).toContain('198.51.100.239');
  });
});

describe('the map of countries', () => {
  it('has every shape inside of the map, split at the date line', () => {
    for (const { geometry, properties } of worldMap().features) {
      for (const ring of geometry.coordinates.flat()) {
        ring.forEach(([longitude, latitude], i) => {
          expect(Math.abs(longitude)).toBeLessThanOrEqual(180);
          expect(Math.abs(latitude)).toBeLessThanOrEqual(90);
          const step = i === 0 ? 0 : Math.abs(longitude - ring[i - 1]![0]);
          expect(step, properties.name).toBeLessThan(180);
        });
      }
    }
  });

  it('knows a name and a place for every country code', () => {
    const points = countryPoints();
    const missing = [...COUNTRIES.keys()].filter((code) => !points.has(code) && code !== 'AQ');
    expect(missing).toEqual([]);
    expect([countryName('DE'), countryName('SG'), countryName('??')]).toEqual(['Germany', 'Singapore', '??']);
    const [longitude, latitude] = points.get('FR')!;
    expect([Math.round(longitude / 10), Math.round(latitude / 10)]).toEqual([0, 5]);
  });

  it('projects and finds back', () => {
    for (const place of [
      [0, 0],
      [-122.4, 37.8],
      [151.2, -33.9],
      [179, 80],
    ]) {
      const back = unproject(project(place));
      expect(back[0]).toBeCloseTo(place[0]!, 6);
      expect(back[1]).toBeCloseTo(place[1]!, 6);
    }
  });
});

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
] as const)('the %s theme', (_, theme) => {
  it('has no colour twice, because the page names colours by value', () => {
    const colours = themeVariables(theme).map(([, colour]) => colour);
    expect(new Set(colours).size).toBe(colours.length);
    for (const colour of colours) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
  });

  it('has readable words and visible marks (WCAG 2.2 AA: 4.5 and 3 to 1)', () => {
    const { background, text, muted, alertLine, blockLine } = theme;
    for (const colour of [text, muted, alertLine, blockLine]) {
      expect(contrast(colour, background), colour).toBeGreaterThanOrEqual(4.5);
    }
    const marks = [theme.ordinary, theme.strange, theme.volume, theme.evidence, ...theme.clusters];
    for (const colour of [...marks, ...Object.values(theme.families)]) {
      expect(contrast(colour, background), colour).toBeGreaterThanOrEqual(3);
    }
  });
});
