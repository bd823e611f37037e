/** Incidents and blocks of a host. */
import { Link } from 'wouter';
import type { HostDetail } from '../../api/contract/hosts.js';
import { Badge } from '../../parts/badge.js';
import { Panel } from '../../parts/panel.js';
import { Time } from '../../parts/time.js';
import { actionWords, STATE_TONES } from '../../words/incidents.js';
import { incidentAddress } from '../addresses.js';

const BLOCK_WORDS = {
  waiting: ['waits for approval', 'medium'],
  standing: ['stands', 'severe'],
  ended: ['ended', 'plain'],
} as const;

export function Standing({ host: { incidents, blocks, risks, lines } }: { readonly host: HostDetail }) {
  const wasOver = risks.some(({ peak }) => peak >= lines.alert);
  return (
    <Panel title="Incidents and blocks">
      {incidents.length + blocks.length === 0 ? (
        <p className="muted">
          {wasOver
            ? 'None is kept, though its risk was over a line of the policy: an exception can have spared it, or it was too long ago.'
            : 'None: its risk was never over a line of the policy.'}
        </p>
      ) : null}
      <ul className="plain-list host-standing">
        {incidents.map(({ id, state, opened, reason, ...decided }) => (
          <li key={id}>
            <Link href={incidentAddress(id)}>Incident</Link> <Badge tone={STATE_TONES[state]}>{state}</Badge>
            <span className="muted small">
              {actionWords(decided)}, since <Time at={opened} />
            </span>
            <span className="small host-reason">{reason}</span>
          </li>
        ))}
        {blocks.map(({ id, prefix, status, expires }) => (
          <li key={id}>
            <Link href="/policy?tab=blocks">Block of {prefix}</Link>{' '}
            <Badge tone={BLOCK_WORDS[status][1]}>{BLOCK_WORDS[status][0]}</Badge>
            <span className="muted small">
              {status === 'ended' ? '' : 'until '}
              {status === 'ended' ? null : <Time at={expires} />}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
