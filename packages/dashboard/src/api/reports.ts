/** Reports: those that were made, asking for new ones, publishing, and their schedule. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import type { ReportSchedule } from './contract/policy.js';
import { KEYS } from './keys.js';

const RUNNING_MS = 3_000;

export const reports = queryOptions({
  queryKey: [KEYS.reports],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/reports', { signal })),
  // The watch tells nobody when one is made.
  refetchInterval: ({ state }) => (state.data?.running == null ? false : RUNNING_MS),
});

/** Where a file of a report is served, by a policy that runs no script. */
export function reportFile(name: string, file: string): string {
  const path = file.split('/').map(encodeURIComponent).join('/');
  return `/api/v1/reports/${encodeURIComponent(name)}/files/${path}`;
}

/** @param hours of event time, the last that are stored */
export async function makeReport(hours: number): Promise<void> {
  await answerOf(api.POST('/api/v1/reports/make', { body: { hours } }));
}

export async function publishReport(name: string): Promise<void> {
  await answerOf(api.POST('/api/v1/reports/{name}/publish', { params: { path: { name } }, body: {} }));
}

export async function scheduleReports(body: ReportSchedule): Promise<ReportSchedule> {
  return answerOf(api.PUT('/api/v1/reports/schedule', { body }));
}
