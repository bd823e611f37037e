/** The charts, in the order of the report. */
import type { Chart } from './chart.js';
import { countriesChart } from './countries.js';
import { flowMapChart } from './flow-map.js';
import { riskChart } from './risk.js';
import { scoresChart } from './scores.js';
import { trafficChart } from './traffic.js';

export const CHARTS: readonly Chart[] = [trafficChart, riskChart, scoresChart, flowMapChart, countriesChart];
