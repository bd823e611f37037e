/** How bad a notice is, on the scales of syslog, OCSF and CEF, from its risk. */
import type { Said } from './said.js';

interface Level {
  /** Risk from which on it holds. */
  readonly risk: number;
  /** RFC 5424 section 6.2.1, table 2. */
  readonly syslog: number;
  readonly ocsf: { readonly id: number; readonly name: string };
}

const LEVELS: readonly Level[] = [
  { risk: 0.9, syslog: 2, ocsf: { id: 5, name: 'Critical' } },
  { risk: 0.75, syslog: 3, ocsf: { id: 4, name: 'High' } },
  { risk: 0.5, syslog: 4, ocsf: { id: 3, name: 'Medium' } },
  { risk: Number.NEGATIVE_INFINITY, syslog: 5, ocsf: { id: 2, name: 'Low' } },
];
const CALM = { closed: 5, test: 6 } as const;

/** 2 (critical) to 5 (notice); what is over is 5, a test 6 (informational). */
export function syslogSeverity({ message, notice }: Said): number {
  if (message.purpose === 'test') return CALM.test;
  return notice.kind === 'closed' ? CALM.closed : levelOf(notice.risk).syslog;
}

/** Of the finding, whatever became of it. */
export function ocsfSeverity({ message, notice }: Said): { readonly id: number; readonly name: string } {
  return message.purpose === 'test' ? { id: 1, name: 'Informational' } : levelOf(notice.risk).ocsf;
}

/** 0..10 */
export function cefSeverity({ message, notice }: Said): number {
  return message.purpose === 'test' ? 0 : Math.min(10, Math.max(0, Math.round(10 * notice.risk)));
}

function levelOf(risk: number): Level {
  return LEVELS.find((level) => risk >= level.risk) ?? LEVELS.at(-1)!;
}
