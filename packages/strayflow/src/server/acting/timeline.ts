/** What happened about an incident, in order: of itself, of its evidence, and of the audit log. */
import { z } from 'zod';
import type { Incident } from '../../policy/index.js';
import type { AuditEntry } from '../../store/ledger/audit.js';
import type { BlockEnding } from '../../store/ledger/blocks.js';
import type { KeptIncident } from '../../store/ledger/notices.js';

const ENDINGS = ['expired', 'undone', 'excepted', 'denied'] as const satisfies readonly BlockEnding[];
const MOMENT_KINDS = [
  'opened',
  'evidence',
  'decision',
  'acknowledged',
  'assigned',
  'closed',
  'false-alarm',
  'block',
  'approval-asked',
  'approved',
  'ended',
  ...ENDINGS,
] as const;
type MomentKind = (typeof MOMENT_KINDS)[number];

export const momentSchema = z.strictObject({
  time: z.number().describe('Of the traffic, or on the clock of whoever acted (Unix ms)'),
  kind: z.enum(MOMENT_KINDS),
  by: z.string().nullable().describe('Who did it; null for what just happened'),
  text: z.string(),
});
type Moment = z.infer<typeof momentSchema>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Kinds of the audit log as the timeline calls them, and what there is to say. */
const SAID: Readonly<
  Record<string, (about: AuditEntry['about']) => readonly [kind: MomentKind, text: string]>
> = {
  acknowledged: () => ['acknowledged', 'Somebody looks after it.'],
  assigned: ({ to }) => ['assigned', to === null ? 'Nobody looks after it.' : `Given to ${text(to)}.`],
  'incident-closed': () => ['closed', 'Closed by hand.'],
  'false-alarm': ({ reason }) => ['false-alarm', text(reason)],
  block: ({ prefix, reason }) => ['block', `${text(prefix)}: ${text(reason)}`],
  'approval-asked': ({ prefix, reason }) => ['approval-asked', `${text(prefix)}: ${text(reason)}`],
  approved: ({ prefix }) => ['approved', text(prefix)],
  ended: ({ ending, prefix, reason }) => [
    ENDINGS.find((each) => each === ending) ?? 'ended',
    `${text(prefix)}: ${text(reason)}`,
  ],
};
const CLOSING: readonly string[] = ['incident-closed', 'false-alarm'];

/** @param log entries about it and its blocks, newest first */
export function timelineOf(
  kept: KeptIncident,
  { notice, closed }: Incident,
  log: readonly AuditEntry[],
): readonly Moment[] {
  const { opened, time, action, rule, reason, evidence } = notice;
  const moments: Moment[] = [
    { time: opened, kind: 'opened', by: null, text: `First decision about ${notice.host}.` },
    ...evidence.map(
      ({ family, summary, firstSeen }): Moment => ({
        time: firstSeen,
        kind: 'evidence',
        by: null,
        text: `${family}: ${summary}`,
      }),
    ),
    { time, kind: 'decision', by: 'policy', text: `${action} by ${rule}: ${reason}` },
    ...[...log].reverse().flatMap(({ time: at, kind, by, about }): Moment[] => {
      const said = SAID[kind]?.(about);
      return said === undefined ? [] : [{ time: Date.parse(at), kind: said[0], by, text: said[1] }];
    }),
  ];
  if (closed && !log.some(({ kind }) => CLOSING.includes(kind))) {
    moments.push({ time: kept.changed, kind: 'closed', by: null, text: 'Nothing more was heard of it.' });
  }
  return moments.sort((a, b) => a.time - b.time);
}
