/** Publishing a report where others can read it: an Apache server by WebDAV, or a folder. */
export { checkTarget } from './check-target.js';
export { type PublishTarget, publishOptionsSchema } from './options.js';
export { type PublishOptions, type PublishResult, publishReport } from './publish-report.js';
export { reportName } from './record.js';
export type { PublishProgress } from './transfer.js';
