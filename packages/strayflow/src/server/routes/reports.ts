/** Reports that the watch made: read in the browser's sandbox, and asked for; who makes and publishes them is the watch. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { z } from 'zod';
import {
  askForReport,
  folderOfReports,
  markUnpublished,
  reportNames,
  storedReport,
  wantedHours,
} from '../../shell/live/background/report-folders.js';
import { Problem } from '../problem.js';
import { replaceSchedule, scheduleOfFile } from '../report-schedule.js';
import { route } from '../route.js';

const MOST_REPORTS = 500;
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
};
/**
 * No script, no form, nothing from elsewhere. It keeps its origin, without which links from one file of a report to the
 * next would come without the cookie.
 */
const SANDBOX = [
  'sandbox allow-same-origin',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

const name = z.string().min(1).max(100);
const params = z.strictObject({ name });

const scheduleSchema = z.strictObject({
  everyHours: z.int().min(0).max(8_760).describe('0: never (h)'),
  keep: z.int().min(1).max(10_000).describe('Reports'),
});

const reportSchema = z
  .strictObject({
    name,
    made: z.number().describe('Unix ms'),
    bytes: z.number(),
    files: z.array(z.string()).describe('For its address "~" stands for "/"'),
    isPublished: z.boolean().nullable().describe('null: there is no place to publish it'),
  })
  .meta({ id: 'Report' });

export const REPORT_ROUTES = [
  route({
    method: 'get',
    path: '/reports',
    role: 'viewer',
    group: 'reports',
    summary: 'Reports that the watch made, newest first, and when it makes them.',
    answer: z.strictObject({
      items: z.array(reportSchema),
      schedule: scheduleSchema,
      places: z.array(z.string()).describe('Kinds of places where reports are published'),
      running: z.string().nullable().describe('What is being made or published, or asked for'),
    }),
    handle({ services }) {
      const { config, folder: state, configFile } = services;
      const folder = folderOfReports(state);
      const found = reportNames(folder).toReversed().slice(0, MOST_REPORTS);
      const wanted = wantedHours(folder);
      const places = config.publish.map(({ kind }) => kind);
      return {
        items: found.flatMap((each) => {
          const report = storedReport(folder, each);
          if (report === null) return [];
          const { isAsked: _, isPublished, ...shown } = report;
          return [
            { ...shown, files: [...shown.files], isPublished: places.length === 0 ? null : isPublished },
          ];
        }),
        schedule: scheduleOfFile(configFile, config.watch.reports),
        places,
        running: services.reporting() ?? (wanted === null ? null : `the last ${wanted} h`),
      };
    },
  }),
  route({
    method: 'get',
    path: '/reports/{name}/files/{file}',
    role: 'viewer',
    group: 'reports',
    summary: 'A file of a report, which may do nothing in a browser but be read.',
    params: z.strictObject({ name, file: z.string().min(1).max(300) }),
    answer: { media: 'application/octet-stream' },
    handle({ services, params: { name: wanted, file } }) {
      const folder = folderOfReports(services.folder);
      const path = storedReport(folder, wanted)?.files.find((each) => each.replaceAll('/', '~') === file);
      if (path === undefined) throw new Problem(404, 'There is no such file of a report.');
      const type = TYPES[path.slice(path.lastIndexOf('.') + 1)];
      const stream = Readable.toWeb(createReadStream(join(folder, wanted, path)));
      return new Response(stream as ReadableStream, {
        headers: {
          'content-type': type ?? 'application/octet-stream',
          'content-security-policy': SANDBOX,
          'x-frame-options': 'SAMEORIGIN',
          ...(type === undefined ? { 'content-disposition': 'attachment' } : {}),
        },
      });
    },
  }),
  route({
    method: 'post',
    path: '/reports/make',
    role: 'admin',
    group: 'reports',
    summary: 'Asks for a report of the last hours that are in the history; the watch makes it.',
    body: z.strictObject({ hours: z.int().min(1).max(720) }),
    answer: null,
    status: 202,
    handle({ services, body: { hours }, by, now }) {
      if (!services.config.watch.history.enabled) {
        throw new Problem(409, 'No history is kept (watch.history.enabled): there is nothing to report on.');
      }
      if (!askForReport(folderOfReports(services.folder), hours)) {
        throw new Problem(409, 'A report is asked for already: wait until it is made.');
      }
      services.ledger.note('report-asked', by, { make: hours }, now);
    },
  }),
  route({
    method: 'post',
    path: '/reports/{name}/publish',
    role: 'admin',
    group: 'reports',
    summary: 'Asks for a report to be published where the configuration says; the watch does it.',
    params,
    body: z.strictObject({}),
    answer: null,
    status: 202,
    handle({ services, params: { name: wanted }, by, now }) {
      const folder = folderOfReports(services.folder);
      if (!reportNames(folder).includes(wanted)) throw new Problem(404, 'There is no such report.');
      if (services.config.publish.length === 0) {
        throw new Problem(409, 'The configuration names no place under "publish".');
      }
      markUnpublished(folder, wanted);
      services.ledger.note('report-asked', by, { publish: wanted }, now);
    },
  }),
  route({
    method: 'put',
    path: '/reports/schedule',
    role: 'admin',
    group: 'reports',
    summary: 'Changes in the configuration file how often reports are made; the watch follows it.',
    body: scheduleSchema,
    answer: scheduleSchema,
    handle({ services, body, by, now }) {
      return replaceSchedule(services.configFile, body, (before) =>
        services.ledger.note('schedule-changed', by, { before, after: body }, now),
      );
    },
  }),
];
