/** Under which first word answers are kept; what an event makes stale is named by these. */
export const KEYS = {
  overview: 'overview',
  hosts: 'hosts',
  evidence: 'evidence',
  flows: 'flows',
  networks: 'networks',
  incidents: 'incidents',
  blocks: 'blocks',
  status: 'status',
  sources: 'sources',
  policy: 'policy',
  models: 'models',
  reports: 'reports',
  tokens: 'tokens',
  sessions: 'sessions',
  accounts: 'accounts',
  audit: 'audit',
  settings: 'settings',
} as const;
type Key = (typeof KEYS)[keyof typeof KEYS];

export type EventKind = 'told' | 'status' | 'acted' | 'incident';

/** What is no longer as it was after an event. */
export const STALE_AFTER: Readonly<Record<EventKind, readonly Key[]>> = {
  told: ['overview', 'hosts', 'evidence'],
  status: ['sources', 'settings'],
  acted: ['blocks', 'incidents', 'overview', 'hosts', 'audit'],
  incident: ['incidents', 'overview', 'hosts'],
};
