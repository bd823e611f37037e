/** Measurements in the text format of Prometheus (exposition format 0.0.4). */
import { BOUNDS, type RequestCounts } from './request-counts.js';
import type { Services } from './services.js';

type Labels = Readonly<Record<string, string | number>>;
type Sample = readonly [labels: Labels, value: number];

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function line(name: string, labels: Labels, value: number): string {
  const inside = Object.entries(labels).map(([label, text]) => `${label}="${escaped(String(text))}"`);
  return `${name}${inside.length === 0 ? '' : `{${inside.join(',')}}`} ${value}\n`;
}

function family(name: string, type: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => line(`strayflow_${name}`, labels, value));
  return `# HELP strayflow_${name} ${help}\n# TYPE strayflow_${name} ${type}\n${lines.join('')}`;
}

const one = (value: number): readonly Sample[] => [[{}, value]];

export function metricsText(services: Services, now: number): string {
  const { ledger, notices, events, requests, started, version } = services;
  const memory = process.memoryUsage();
  return [
    family('info', 'gauge', 'Always 1; the version is a label.', [[{ version }, 1]]),
    watchMetrics(services, now),
    family('blocks', 'gauge', 'Blocks that stand or wait for approval.', [
      [{ status: 'standing' }, ledger.blocks(['standing']).length],
      [{ status: 'waiting' }, ledger.blocks(['waiting']).length],
    ]),
    family('blocking', 'gauge', '0 while the kill switch is thrown.', one(ledger.isBlocking ? 1 : 0)),
    family('incidents_open', 'gauge', 'Open incidents.', one(notices.openIncidents)),
    requestMetrics(requests),
    family('event_streams', 'gauge', 'Pages that listen.', one(events.listening)),
    family('server_start_time_seconds', 'gauge', 'When the server started (Unix s).', one(started / 1_000)),
    family('server_resident_memory_bytes', 'gauge', 'Memory of the server process (bytes).', one(memory.rss)),
  ].join('');
}

function watchMetrics({ heard }: Services, now: number): string {
  const last = heard();
  if (last === null) return family('watch_up', 'gauge', '1 when the watch told of itself.', one(0));
  const { status, time } = last;
  const { loss, dropped, lagMs } = status;
  return [
    family('watch_up', 'gauge', '1 when the watch told of itself.', one(1)),
    family(
      'watch_heard_seconds',
      'gauge',
      'How long ago the watch told of itself (s).',
      one((now - time) / 1_000),
    ),
    family('records_total', 'counter', 'Records that were read, by what became of them.', [
      [{ became: 'parsed' }, status.parsed],
      [{ became: 'rejected' }, status.rejected],
      [{ became: 'ignored' }, status.ignored],
    ]),
    family('rows_total', 'counter', 'Rows of flows and facts that parsers gave.', one(status.rows)),
    family('rows_judged_total', 'counter', 'Rows that were judged.', one(status.judged)),
    family('rows_waiting', 'gauge', 'Rows that wait to be put into order.', one(status.waiting)),
    family('rows_misplaced_total', 'counter', 'Rows that came early, late, or with a time too far ahead.', [
      [{ how: 'early' }, status.early],
      [{ how: 'late' }, status.late],
      [{ how: 'ahead' }, status.ahead],
    ]),
    family('lost_total', 'counter', 'Records that were lost before they were read.', [
      [{ where: 'kernel' }, loss.kernelDrops],
      [{ where: 'overload' }, loss.overloadDrops],
      [{ where: 'network' }, loss.sequenceGaps],
    ]),
    family(
      'forgotten_total',
      'counter',
      'What caps made the stages forget.',
      Object.entries(dropped).map(([stage, count]): Sample => [{ stage }, count]),
    ),
    ...(lagMs === null
      ? []
      : [family('lag_seconds', 'gauge', 'How old the newest record is (s).', one(lagMs / 1_000))]),
    family('caught_up', 'gauge', '1 when every input was read to its end.', one(status.caughtUp ? 1 : 0)),
    family(
      'checkpoint_seconds',
      'gauge',
      'What the last checkpoint took (s).',
      one(status.checkpointMs / 1_000),
    ),
    family(
      'drifted_columns',
      'gauge',
      'Features that drifted from what the models know.',
      one(status.drift?.columns.length ?? 0),
    ),
  ].join('');
}

function requestMetrics({ byStatus, byTime, seconds }: RequestCounts): string {
  const name = 'strayflow_request_seconds';
  let sum = 0;
  const buckets = byTime.map((count, index) => {
    sum += count;
    return line(`${name}_bucket`, { le: BOUNDS[index] ?? '+Inf' }, sum);
  });
  return [
    family(
      'requests_total',
      'counter',
      'Requests that were answered, by status.',
      [...byStatus].sort(([a], [b]) => a - b).map(([status, count]): Sample => [{ status }, count]),
    ),
    `# HELP ${name} How long it took until an answer began.\n# TYPE ${name} histogram\n`,
    ...buckets,
    line(`${name}_sum`, {}, seconds),
    line(`${name}_count`, {}, sum),
  ].join('');
}
