/** What happened, in order: of the traffic, of the policy, and of people. */
import type { IncidentDetail } from '../../api/contract/incidents.js';
import { Panel } from '../../parts/panel.js';
import { Time } from '../../parts/time.js';

export function Timeline({ moments }: { readonly moments: IncidentDetail['timeline'] }) {
  return (
    <Panel className="incident-wide" title="Timeline" says="UTC; the oldest first.">
      <ol className="plain-list incident-timeline">
        {moments.map(({ time, kind, by, text }) => (
          <li key={`${time} ${kind} ${text}`}>
            <span className="muted small">
              <Time at={time} />
            </span>
            <span>
              <strong>{kind.replaceAll('-', ' ')}</strong>
              {by === null ? null : <span className="muted"> by {by}</span>}
              <br />
              {text}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
