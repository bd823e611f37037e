/** All pages: one line each. */
import type { PageEntry } from './page.js';

// biome-ignore format: a line each
export const PAGES: readonly PageEntry[] = [
  { path: '/', title: 'Overview', place: { icon: 'overview', letter: 'o' }, load: () => import('./overview/page.js') },
  { path: '/incidents', title: 'Incidents', place: { icon: 'incidents', letter: 'i' }, load: () => import('./incidents/page.js') },
  { path: '/incidents/:id', title: 'Incident', load: () => import('./incident/page.js') },
  { path: '/hosts', title: 'Hosts', place: { icon: 'hosts', letter: 'h' }, load: () => import('./hosts/page.js') },
  { path: '/hosts/:host', title: 'Host', load: () => import('./host/page.js') },
  { path: '/flows', title: 'Flows', place: { icon: 'flows', letter: 'f' }, load: () => import('./flows/page.js') },
  { path: '/networks', title: 'Networks', place: { icon: 'networks', letter: 'n' }, load: () => import('./networks/page.js') },
  { path: '/policy', title: 'Policy', place: { icon: 'policy', letter: 'p' }, load: () => import('./policy/page.js') },
  { path: '/models', title: 'Models', place: { icon: 'models', letter: 'm' }, load: () => import('./models/page.js') },
  { path: '/reports', title: 'Reports', place: { icon: 'reports', letter: 'r' }, load: () => import('./reports/page.js') },
  { path: '/reports/read', title: 'Evidence of a report', load: () => import('./report/page.js') },
  { path: '/settings', title: 'Settings', place: { icon: 'settings', letter: 's' }, load: () => import('./settings/page.js') },
];
