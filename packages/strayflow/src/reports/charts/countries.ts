/** Map of countries: shade for the number of flows, marks for hosts over the alert and block lines. */
import type { EChartsOption, ScatterSeriesOption } from 'echarts';
import type { Analysis, CountrySummary } from '../../model/analysis.js';
import { byteSize, count, counted, quantity, riskText } from '../../model/format.js';
import { baseOption, CHART_WIDTH, type Chart } from './chart.js';
import { COUNTRIES, countryName } from './country-codes.js';
import { project, unproject } from './equal-earth.js';
import { type ChartTheme, FONT } from './theme.js';
import { countryPoints, WORLD_MAP } from './world.js';

const MAX_ROWS = 60;

const STEPS: readonly { readonly below: number; readonly name: string }[] = [
  { below: 10, name: '1 to 9 flows' },
  { below: 100, name: '10 to 99' },
  { below: 1_000, name: '100 to 999' },
  { below: 10_000, name: '1,000 to 9,999' },
  { below: Number.POSITIVE_INFINITY, name: '10,000 and more' },
];

function shadeOf(country: CountrySummary, theme: ChartTheme): string {
  return theme.steps[STEPS.findIndex((step) => country.flows < step.below)]!;
}

/** Nothing but a name, a shape and a colour, for the legend. */
function legendEntry(name: string, colour: string): ScatterSeriesOption {
  return {
    type: 'scatter',
    coordinateSystem: 'geo',
    name,
    symbol: 'roundRect',
    itemStyle: { color: colour, opacity: 1 },
    data: [],
  };
}

function marks(
  name: string,
  symbol: string,
  colour: string,
  countries: readonly CountrySummary[],
  theme: ChartTheme,
): ScatterSeriesOption {
  const points = countryPoints();
  const placed = countries.filter((country) => points.has(country.countryCode));
  return {
    type: 'scatter',
    coordinateSystem: 'geo',
    name,
    symbol,
    symbolSize: 15,
    silent: true,
    z: 5,
    itemStyle: { color: colour, opacity: 1, borderColor: theme.background, borderWidth: 1.5 },
    label: {
      show: true,
      position: 'right',
      distance: 4,
      color: theme.text,
      fontSize: 13,
      fontWeight: 'bold',
      fontFamily: FONT,
      textBorderColor: theme.background,
      textBorderWidth: 3,
      formatter: (point) =>
        `${placed[point.dataIndex]!.countryCode} ${riskText(placed[point.dataIndex]!.risk)}`,
    },
    labelLayout: { hideOverlap: true },
    data: placed.map((country) => [...points.get(country.countryCode)!]),
  };
}

/** Dots for the countries that are too small to have a shape on the map. */
function dots(countries: readonly CountrySummary[], theme: ChartTheme): ScatterSeriesOption {
  return {
    type: 'scatter',
    coordinateSystem: 'geo',
    symbol: 'circle',
    symbolSize: 9,
    silent: true,
    data: countries.flatMap((country) => {
      const point = COUNTRIES.get(country.countryCode)?.point ?? null;
      if (point === null) return [];
      return [
        {
          value: [...point],
          itemStyle: { color: shadeOf(country, theme), opacity: 1, borderColor: theme.text },
        },
      ];
    }),
  };
}

function option(analysis: Analysis, theme: ChartTheme): EChartsOption {
  const { countries, lines } = analysis;
  const blocked = countries.filter((country) => country.risk >= lines.block);
  const alerted = countries.filter((country) => country.risk >= lines.alert && country.risk < lines.block);
  const series: ScatterSeriesOption[] = [
    ...STEPS.map((step, i) => legendEntry(step.name, theme.steps[i]!)),
    dots(countries, theme),
  ];
  if (alerted.length > 0) {
    series.push(
      marks(`a host at ${quantity(lines.alert)} or more`, 'circle', theme.alertLine, alerted, theme),
    );
  }
  if (blocked.length > 0) {
    series.push(
      marks(`a host at ${quantity(lines.block)} or more`, 'triangle', theme.strange, blocked, theme),
    );
  }
  return {
    ...baseOption(
      'Where the outside hosts are',
      `by country of their addresses: ${counted(countries.length, 'place')}, shaded by flows; where an address is registered is not who used it`,
      theme,
    ),
    legend: {
      left: 20,
      right: 20,
      bottom: 14,
      itemWidth: 14,
      itemHeight: 14,
      itemGap: 18,
      selectedMode: false,
      textStyle: { color: theme.text, fontSize: 12, fontFamily: FONT },
      data: series.flatMap(({ name }) => (name === undefined ? [] : [{ name: String(name) }])),
    },
    geo: {
      map: WORLD_MAP,
      left: 20,
      right: 20,
      top: 78,
      bottom: 56,
      silent: true,
      projection: { project, unproject },
      itemStyle: { areaColor: theme.land, borderColor: theme.border, borderWidth: 0.6 },
      emphasis: { disabled: true },
      regions: countries.map((country) => ({
        name: country.countryCode,
        itemStyle: { areaColor: shadeOf(country, theme) },
      })),
    },
    series,
  };
}

export const countriesChart: Chart = {
  name: 'countries',
  title: 'Where the outside hosts are',
  width: CHART_WIDTH,
  height: () => 580,
  unavailable: ({ countries }) =>
    countries.length === 0
      ? 'No address could be located: all traffic is between private or unlisted addresses, or no location data is configured.'
      : null,
  option,
  description: ({ countries }) => {
    const most = [...countries].sort((a, b) => b.flows - a.flows || (a.countryCode < b.countryCode ? -1 : 1));
    const words = most
      .slice(0, 3)
      .map((country) => `${countryName(country.countryCode)} (${counted(country.flows, 'flow')})`);
    return `${counted(countries.length, 'place')}. Most flows: ${words.join(', ')}.`;
  },
  table: ({ countries }) => ({
    columns: ['country', 'hosts', 'flows', 'bytes', 'highest risk'],
    rows: countries
      .slice(0, MAX_ROWS)
      .map((country) => [
        `${countryName(country.countryCode)} (${country.countryCode})`,
        count(country.hosts),
        count(country.flows),
        byteSize(country.bytes),
        riskText(country.risk),
      ]),
  }),
};
