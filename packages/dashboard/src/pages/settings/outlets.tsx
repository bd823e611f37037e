/** What holds blocks and what tells people, and whether each works. */
import type { Settings } from '../../api/contract/status.js';
import { useMay } from '../../api/session.js';
import { Badge } from '../../parts/badge.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { Empty } from '../../parts/empty.js';
import { Panel } from '../../parts/panel.js';
import { Time } from '../../parts/time.js';
import { count } from '../../words/numbers.js';
import { OUTLET } from './service-words.js';

type Outlet = Pick<Settings['enforcers'][number], 'name' | 'title' | 'health' | 'fault'>;
type NotifierRow = Settings['notifiers'][number];

const NAME: Column<Outlet> = {
  key: 'name',
  heading: 'Name',
  cell: ({ name, title }) => (
    <>
      {name}{' '}
      {title.toLowerCase() === name.toLowerCase() ? null : <span className="muted small">{title}</span>}
    </>
  ),
};
const HEALTH: Column<Outlet> = { key: 'health', heading: 'Now', cell: (row) => <Health row={row} /> };
const NOTIFIERS: readonly [Column<NotifierRow>, ...Column<NotifierRow>[]] = [
  NAME,
  HEALTH,
  { key: 'waiting', heading: 'Waiting', isNumber: true, cell: ({ waiting }) => count(waiting) },
  {
    key: 'sent',
    heading: 'Last sent (UTC)',
    cell: ({ sent }) => (sent === null ? <span className="muted">none</span> : <Time at={sent} />),
  },
];

function Health({ row: { health, fault } }: { readonly row: Outlet }) {
  const isTold = useMay('responder');
  const { word, tone } = OUTLET[health];
  return (
    <span>
      <Badge tone={tone}>{word}</Badge>
      {health !== 'failing' ? null : (
        <span className="muted small settings-under">
          {isTold ? (fault ?? '') : 'Responders and admins are told why.'} It is tried again by itself.
        </span>
      )}
    </span>
  );
}

export function Outlets({ settings: { enforcers, notifiers, mode } }: { readonly settings: Settings }) {
  return (
    <>
      <Panel title="Enforcers" says={`What holds blocks, in the mode enforce. The mode is ${mode}.`}>
        {enforcers.length === 0 ? (
          <Empty title="Nothing holds blocks." command="strayflow init">
            Name nftables, CrowdSec or a block list under <code>enforcers</code>; a new configuration explains
            each:
          </Empty>
        ) : (
          <DataTable label="Enforcers" columns={[NAME, HEALTH]} rows={enforcers} keyOf={({ name }) => name} />
        )}
      </Panel>
      <Panel title="Notifiers" says="Who is told of incidents, in the modes alert and enforce.">
        {notifiers.length === 0 ? (
          <Empty title="Nobody is told of incidents." command="strayflow init">
            Name e-mail, a webhook, syslog or a program under <code>notifiers</code>; a new configuration
            explains each:
          </Empty>
        ) : (
          <DataTable label="Notifiers" columns={NOTIFIERS} rows={notifiers} keyOf={({ name }) => name} />
        )}
      </Panel>
    </>
  );
}
