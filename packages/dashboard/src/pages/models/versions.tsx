/** Versions of models, and which of them judges. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ModelList, ModelRow } from '../../api/contract/policy.js';
import { KEYS } from '../../api/keys.js';
import { promote } from '../../api/models.js';
import { useMay } from '../../api/session.js';
import { Badge } from '../../parts/badge.js';
import { Confirm } from '../../parts/confirm.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { Empty } from '../../parts/empty.js';
import { Panel } from '../../parts/panel.js';
import { Time } from '../../parts/time.js';
import { useToast } from '../../parts/toast.js';
import { count } from '../../words/numbers.js';

interface VersionsPanelProps {
  readonly list: ModelList;
  readonly shown: number | null;
  show(version: number): void;
}

export function VersionsPanel({ list: { items }, shown, show }: VersionsPanelProps) {
  const [promoted, setPromoted] = useState<ModelRow | null>(null);
  const may = useMay('admin');
  const queries = useQueryClient();
  const say = useToast();
  const act = async ({ version }: ModelRow) => {
    await promote(version);
    await queries.invalidateQueries({ queryKey: [KEYS.models] });
    say(`Version ${version} judges from the next checkpoint on.`);
  };
  return (
    <Panel
      title="Versions"
      says="Models are learned anew from the history on a schedule; older versions can be taken back."
    >
      {items.length === 0 ? (
        <Empty
          title="There are no models of this network yet."
          command="strayflow train FILES --model model.gz"
        >
          They are learned from the history once it has a day of traffic. Or learn them from captures:
        </Empty>
      ) : (
        <DataTable
          label="Versions of models"
          columns={columns(shown, show, may ? setPromoted : null)}
          rows={items}
          keyOf={({ version }) => String(version)}
        />
      )}
      {promoted === null ? null : (
        <Confirm
          title={`Let version ${promoted.version} judge?`}
          verb="Promote"
          act={() => act(promoted)}
          close={() => setPromoted(null)}
        >
          The watch judges by it from its next checkpoint on. What was judged before stays as it is. Promote
          another version to take it back.
        </Confirm>
      )}
    </Panel>
  );
}

function columns(
  shown: number | null,
  show: (version: number) => void,
  promoteIt: ((row: ModelRow) => void) | null,
): readonly [Column<ModelRow>, ...Column<ModelRow>[]] {
  return [
    {
      key: 'version',
      heading: 'Version',
      cell: ({ version, isCurrent }) => (
        <>
          {version} {isCurrent ? <Badge tone="good">judges</Badge> : null}
        </>
      ),
    },
    { key: 'added', heading: 'Added (UTC)', cell: ({ added }) => <Time at={added} /> },
    {
      key: 'flows',
      heading: 'Flows learned',
      isNumber: true,
      cell: ({ flows }) => (flows === null ? 'none' : count(flows.learned)),
    },
    {
      key: 'members',
      heading: 'Members',
      isMinor: true,
      cell: ({ flows }) => (flows === null ? '' : flows.members.join(', ')),
    },
    {
      key: 'fault',
      heading: 'State',
      cell: ({ fault }) => (fault === null ? 'can judge' : <span className="models-fault">{fault}</span>),
    },
    {
      key: 'deeds',
      heading: 'Do',
      cell: (row) => (
        <span className="deeds">
          <button
            type="button"
            className="button small"
            aria-pressed={row.version === shown}
            aria-label={`Show version ${row.version}`}
            onClick={() => show(row.version)}
          >
            Show
          </button>
          {promoteIt === null || row.isCurrent || row.fault !== null ? null : (
            <button
              type="button"
              className="button small"
              aria-label={`Promote version ${row.version}`}
              onClick={() => promoteIt(row)}
            >
              Promote
            </button>
          )}
        </span>
      ),
    },
  ];
}
