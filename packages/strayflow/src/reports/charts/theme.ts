/** Colours of the charts, for light and dark ground: the hues of Okabe and Ito (2008), told apart by colour-blind readers. */
import { FAMILIES, type Family } from '../../model/evidence.js';

export interface ChartTheme {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly axis: string;
  readonly grid: string;
  /** Land without traffic. */
  readonly land: string;
  readonly border: string;
  readonly ordinary: string;
  readonly strange: string;
  readonly volume: string;
  readonly evidence: string;
  readonly alertLine: string;
  readonly blockLine: string;
  /** Few to many, five steps. */
  readonly steps: readonly string[];
  readonly clusters: readonly string[];
  readonly families: Readonly<Record<Family, string>>;
}

/** One colour a family; related families share a hue and differ in lightness. Order of FAMILIES. */
function families(colours: string): Readonly<Record<Family, string>> {
  const list = colours.trim().split(/\s+/);
  return Object.fromEntries(FAMILIES.map((family, i) => [family, list[i]!])) as Record<Family, string>;
}

// Each colour of a theme occurs once: the HTML page turns them into CSS variables by value.
export const LIGHT: ChartTheme = {
  background: '#ffffff',
  text: '#1a2330',
  muted: '#566273',
  axis: '#8a95a3',
  grid: '#e3e8ee',
  land: '#e9edf1',
  border: '#b9c2cc',
  ordinary: '#3f7fb5',
  strange: '#d14f00',
  volume: '#4d8f7d',
  evidence: '#7a2f73',
  alertLine: '#9a6500',
  blockLine: '#a3281e',
  steps: ['#cfe3f3', '#9fc6e6', '#669fce', '#35759f', '#134a73'],
  clusters: ['#0a6fae', '#b98300', '#0b8f68', '#a8588a', '#5a4fb0', '#6b6b2a'],
  families: families(`
    #0072b2 #5a8fc7 #d55e00 #bd8000 #9c6b00 #009e73 #4f7f5f #aa4499 #8a5fb5 #a977b6 #d06d45
    #b0455f #cc6677 #8c4a2f #7b8793 #6d7f2b #2f8f8f #661100 #a39200 #444f9a #2f9bd0 #83909d`),
};

export const DARK: ChartTheme = {
  background: '#141b24',
  text: '#e6ebf1',
  muted: '#a3afbd',
  axis: '#6c7988',
  grid: '#263140',
  land: '#2a3542',
  border: '#4a5868',
  ordinary: '#6fb1e4',
  strange: '#ff8a4c',
  volume: '#63c2a6',
  evidence: '#dd9bd6',
  alertLine: '#e9b949',
  blockLine: '#ff8577',
  steps: ['#234056', '#2d5f85', '#3f86b8', '#6bb1e0', '#b5dcf7'],
  clusters: ['#56b4e9', '#e6a323', '#35c99c', '#dd8fbd', '#a9a0f0', '#cfcf7a'],
  families: families(`
    #4fa8e0 #8fbde8 #ff8138 #f0b02e #cf9a3a #2fc596 #8fc4a0 #e07fd0 #b592e0 #d9b3e2 #ffa680
    #e8809a #ef99a6 #d08a6a #a5b1bd #b3c763 #6cc9c9 #e0705a #e0d04a #8f9ae8 #7fd0f5 #c0cad4`),
};

/** Drawn in PNG by the bundled font; a browser takes the first that it has. */
export const FONT = 'DejaVu Sans Condensed, Arial, Helvetica, sans-serif';

/** Theme colours by the name of their CSS variable, in one fixed order. */
export function themeVariables(theme: ChartTheme): readonly (readonly [name: string, colour: string])[] {
  return Object.entries(theme).flatMap(([name, value]): [string, string][] => {
    if (typeof value === 'string') return [[`chart-${name.toLowerCase()}`, value]];
    return Object.entries(value as Record<string, string>).map(([key, colour]) => [
      `chart-${name}-${key}`,
      colour,
    ]);
  });
}
