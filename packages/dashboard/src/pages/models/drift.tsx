/** Whether the traffic still is what the models know. */
import type { ModelList } from '../../api/contract/policy.js';
import { Panel } from '../../parts/panel.js';
import { Time } from '../../parts/time.js';
import { counted } from '../../words/numbers.js';

export function DriftPanel({ drift }: { readonly drift: ModelList['drift'] }) {
  return (
    <Panel
      title="Drift"
      says={
        drift === null ? undefined : (
          <>
            {counted(drift.flows, 'flow')} from <Time at={drift.start} /> to <Time at={drift.end} />, beside
            those that the models know.
          </>
        )
      }
    >
      {drift === null ? <p className="muted">Nothing was compared yet: it is done once a day.</p> : null}
      {drift !== null && drift.columns.length === 0 ? <p>The traffic is what the models know.</p> : null}
      {drift === null || drift.columns.length === 0 ? null : (
        <>
          <ul className="models-drift">
            {drift.columns.map((column) => (
              <li key={column}>{column}</li>
            ))}
          </ul>
          <p className="muted small">
            What the models do not know looks strange to them. Where the network stays so, models that are
            learned from now on know it; promote them, or wait for the next that are learned.
          </p>
        </>
      )}
    </Panel>
  );
}
