/** How incidents, decisions and blocks are told of. */
import type { BlockRow, IncidentRow } from '../api/contract/incidents.js';
import type { Tone } from '../parts/badge.js';

export const STATE_TONES: Readonly<Record<IncidentRow['state'], Tone>> = {
  open: 'severe',
  acknowledged: 'medium',
  closed: 'plain',
};

const ACTIONS: Readonly<Record<IncidentRow['action'], string>> = {
  ignore: 'noted',
  alert: 'alert',
  block: 'block',
  quarantine: 'quarantine',
};

/** "quarantine, waits for approval" */
export function actionWords({
  action,
  simulated,
  approval,
}: Pick<IncidentRow, 'action' | 'simulated' | 'approval'>): string {
  const isMore = action === 'block' || action === 'quarantine';
  if (isMore && approval) return `${ACTIONS[action]}, by approval`;
  return isMore && simulated ? `${ACTIONS[action]}, not carried out` : ACTIONS[action];
}

const ENDINGS: Readonly<Record<NonNullable<BlockRow['ending']>, string>> = {
  expired: 'ended by itself',
  undone: 'undone',
  excepted: 'ended by an exception',
  denied: 'denied',
};

export function blockWords({ status, ending }: Pick<BlockRow, 'status' | 'ending'>): readonly [string, Tone] {
  if (status === 'waiting') return ['waits for approval', 'medium'];
  if (status === 'standing') return ['stands', 'severe'];
  return [ending === null ? 'ended' : ENDINGS[ending], 'plain'];
}
