/** One version: what ordinary rows score, and what changed from another. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ModelRow } from '../../api/contract/policy.js';
import { model, modelChanges } from '../../api/models.js';
import { Loading } from '../../parts/loading.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { Calibration } from './calibration.js';

export function ModelDetails({ row, all }: { readonly row: ModelRow; readonly all: readonly ModelRow[] }) {
  const { data, error, isPending, refetch } = useQuery(model(row.version));
  return (
    <>
      <Panel
        title={`Calibration of version ${row.version}`}
        says="The score that ordinary rows stay under: a row beyond the last is rarer than one in as many as were held back for this."
      >
        {isPending ? <Loading what="the calibration" /> : null}
        {error === null ? null : <Problem error={error} again={() => void refetch()} />}
        {data === undefined ? null : <Calibration members={data.calibration} />}
      </Panel>
      <Changes row={row} all={all} />
    </>
  );
}

function Changes({ row: { version }, all }: { readonly row: ModelRow; readonly all: readonly ModelRow[] }) {
  const others = all.filter((each) => each.version !== version && each.fault === null);
  const usual = others.find((each) => each.version < version) ?? others[0];
  const [from, setFrom] = useState(usual?.version ?? null);
  if (from === null) return null;
  return (
    <Panel
      title={`What is other in version ${version}`}
      actions={
        <select
          className="input models-from"
          aria-label="Beside version"
          value={from}
          onChange={({ target }) => setFrom(Number(target.value))}
        >
          {others.map((each) => (
            <option key={each.version} value={each.version}>
              than in version {each.version}
            </option>
          ))}
        </select>
      }
    >
      <ChangeList version={version} from={from} />
    </Panel>
  );
}

function ChangeList({ version, from }: { readonly version: number; readonly from: number }) {
  const { data, error, isPending, refetch } = useQuery(modelChanges(version, from));
  if (isPending) return <Loading what="the changes" />;
  if (error !== null) return <Problem error={error} again={() => void refetch()} />;
  if (data.length === 0) return <p className="muted">Nothing that matters.</p>;
  return (
    <ul className="models-drift">
      {data.map((change) => (
        <li key={change}>{change}</li>
      ))}
    </ul>
  );
}
