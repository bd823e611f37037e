/** Incidents as rows, with what can be done about each without opening it. */
import { useState } from 'react';
import type { IncidentRow } from '../../api/contract/incidents.js';
import { acknowledge, closeIncident } from '../../api/incidents.js';
import { useMay } from '../../api/session.js';
import { Badge } from '../../parts/badge.js';
import { Confirm } from '../../parts/confirm.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { useAct } from '../../parts/deeds/act.js';
import { MuteDialog } from '../../parts/deeds/mute-dialog.js';
import { RiskMeter } from '../../parts/risk-meter.js';
import { useRowLetters } from '../../parts/row-letters.js';
import { Time } from '../../parts/time.js';
import { useToast } from '../../parts/toast.js';
import { familyWords } from '../../words/families.js';
import { actionWords, STATE_TONES } from '../../words/incidents.js';
import { incidentAddress } from '../addresses.js';

const COLUMNS: readonly [Column<IncidentRow>, ...Column<IncidentRow>[]] = [
  {
    key: 'host',
    heading: 'Host',
    cell: ({ host, role, names }) => (
      <>
        <span className="mono">{host}</span> {role === 'victim' ? <Badge>attacked</Badge> : null}
        {names[0] === undefined ? null : <span className="muted small incidents-name">{names[0]}</span>}
      </>
    ),
  },
  { key: 'risk', heading: 'Risk', cell: ({ risk, host }) => <RiskMeter risk={risk} of={host} /> },
  {
    key: 'what',
    heading: 'What',
    cell: ({ families, reason }) => (
      <span className="incidents-what">
        <span className="incidents-families">
          {families.map((family) => (
            <Badge key={family}>{familyWords(family)}</Badge>
          ))}
        </span>
        <span className="small">{reason}</span>
      </span>
    ),
  },
  {
    key: 'state',
    heading: 'State',
    cell: ({ state, isMuted, assigned }) => (
      <span className="incidents-state">
        <Badge tone={STATE_TONES[state]}>{state}</Badge>
        {isMuted ? <Badge>muted</Badge> : null}
        {assigned === null ? null : <span className="muted small">{assigned}</span>}
      </span>
    ),
  },
  { key: 'action', heading: 'Decision', isMinor: true, cell: (row) => actionWords(row) },
  { key: 'opened', heading: 'Since (UTC)', cell: ({ opened }) => <Time at={opened} /> },
];

interface IncidentTableProps {
  readonly rows: readonly IncidentRow[];
  readonly more: (() => void) | undefined;
  readonly isLoadingMore: boolean;
}

export function IncidentTable({ rows, more, isLoadingMore }: IncidentTableProps) {
  const [muting, setMuting] = useState<IncidentRow | null>(null);
  const [closing, setClosing] = useState<IncidentRow | null>(null);
  const may = useMay('analyst');
  const act = useAct();
  const say = useToast();
  const seen = (row: IncidentRow) => {
    act(() => acknowledge(row.id), `You look after ${row.host}.`).catch((error: unknown) =>
      say(error instanceof Error ? error.message : String(error)),
    );
  };
  const by = (deed: (row: IncidentRow) => void) => (key: string) => {
    const row = rows.find(({ id }) => id === key);
    if (row === undefined) return;
    if (may) deed(row);
    else say('An analyst may do that.');
  };
  useRowLetters({ a: by(seen), m: by(setMuting), c: by(setClosing) });
  const deeds: Column<IncidentRow> = {
    key: 'deeds',
    heading: 'Do',
    cell: (row) =>
      row.state !== 'open' || !may ? null : (
        <button
          type="button"
          className="button small"
          aria-label={`Acknowledge ${row.host}`}
          onClick={() => seen(row)}
        >
          Acknowledge
        </button>
      ),
  };
  return (
    <>
      <DataTable
        label="Incidents"
        columns={[...COLUMNS, deeds]}
        rows={rows}
        keyOf={({ id }) => id}
        addressOf={({ id }) => incidentAddress(id)}
        more={more}
        isLoadingMore={isLoadingMore}
      />
      {muting === null ? null : (
        <MuteDialog prefix={muting.host} families={muting.families} close={() => setMuting(null)} />
      )}
      {closing === null ? null : (
        <Confirm
          title={`Close the incident of ${closing.host}?`}
          verb="Close"
          act={() => act(() => closeIncident(closing.id), `The incident of ${closing.host} is closed.`)}
          close={() => setClosing(null)}
        >
          New evidence opens another one. Blocks of it stay as they are.
        </Confirm>
      )}
    </>
  );
}
