/** The rules read aloud, and their text, which can be edited after it was tried on what is stored. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Policy } from '../../api/contract/policy.js';
import { policy } from '../../api/policy.js';
import { useMay } from '../../api/session.js';
import { Badge } from '../../parts/badge.js';
import { Loading } from '../../parts/loading.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { PolicyEditor } from './policy-editor.js';

export function Rules() {
  const { data, error, isPending, refetch } = useQuery(policy);
  const [isEditing, setEditing] = useState(false);
  const may = useMay('admin');
  if (isPending) return <Loading what="the policy" />;
  if (error !== null) return <Problem error={error} again={() => void refetch()} />;
  return (
    <div className="policy">
      <ReadAloud policy={data} />
      {isEditing ? (
        <PolicyEditor policy={data} close={() => setEditing(false)} />
      ) : (
        <Panel
          title="As it is written"
          says={data.file === null ? 'There is no configuration file.' : `Section "policy" of ${data.file}.`}
          actions={
            may && data.isEditable ? (
              <button type="button" className="button" onClick={() => setEditing(true)}>
                Edit
              </button>
            ) : undefined
          }
        >
          <pre className="policy-text">
            <code>{data.text === '' ? 'Nothing is set: all defaults hold.' : data.text}</code>
          </pre>
          {data.why === null && may ? null : (
            <p className="muted small">{data.why ?? 'An admin can edit it.'}</p>
          )}
        </Panel>
      )}
    </div>
  );
}

const MODES: Readonly<Record<Policy['mode'], string>> = {
  observe: 'says what it would do, and does nothing',
  alert: 'tells people, and blocks nothing',
  enforce: 'tells people and blocks',
};

function ReadAloud({
  policy: { mode, alertLine, blockLine, alertBudget, rules },
}: {
  readonly policy: Policy;
}) {
  return (
    <Panel
      title="What it does"
      says="The first rule that fits decides; the lines hold for whatever none fits."
    >
      <ul className="plain-list policy-rules">
        <li>
          <Badge tone="accent">{mode}</Badge> It {MODES[mode]}.
        </li>
        {rules.map(({ name, action, text }) => (
          <li key={name}>
            <Badge tone={action === 'block' || action === 'quarantine' ? 'high' : 'plain'}>{action}</Badge>{' '}
            <strong>{name}</strong>: {text.replace(`Rule ${name}: `, '')}
          </li>
        ))}
        <li>
          <Badge>alert</Badge> from a risk of {alertLine.toFixed(2)}
          {alertBudget === null ? '' : `, by a budget of ${alertBudget} alerts a day`}.
        </li>
        <li>
          <Badge>block</Badge> from a risk of {blockLine.toFixed(2)}.
        </li>
      </ul>
    </Panel>
  );
}
