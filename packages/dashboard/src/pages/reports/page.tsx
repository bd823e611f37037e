/** Reports: those that were made, making one now, publishing, and when they are made by themselves. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReportList, ReportRow } from '../../api/contract/policy.js';
import { KEYS } from '../../api/keys.js';
import { makeReport, publishReport, reportFile, reports } from '../../api/reports.js';
import { useMay } from '../../api/session.js';
import { Badge } from '../../parts/badge.js';
import { Confirm } from '../../parts/confirm.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { Empty } from '../../parts/empty.js';
import { Loading } from '../../parts/loading.js';
import { PageHead } from '../../parts/page-head.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { Time } from '../../parts/time.js';
import { useToast } from '../../parts/toast.js';
import { bytes, counted } from '../../words/numbers.js';
import { Schedule } from './schedule.js';
import './reports.css';

export default function ReportsPage() {
  const { data, error, isPending, refetch } = useQuery(reports);
  return (
    <>
      <PageHead
        title="Reports"
        actions={
          <>
            <a href="/analyse/" className="button">
              Analyse a file here
            </a>
            <MakeNow running={data?.running ?? null} />
          </>
        }
      />
      {isPending ? <Loading what="the reports" height="50vh" /> : null}
      {error === null ? null : (
        <Problem title="The reports could not be loaded." error={error} again={() => void refetch()} />
      )}
      {data === undefined ? null : (
        <div className="reports">
          <List list={data} />
          <Schedule list={data} />
        </div>
      )}
    </>
  );
}

const LENGTHS = [
  [24, 'the last day'],
  [168, 'the last week'],
  [720, 'the last 30 days'],
] as const;

function MakeNow({ running }: { readonly running: string | null }) {
  const may = useMay('analyst');
  const [asked, setAsked] = useState<(typeof LENGTHS)[number] | null>(null);
  const queries = useQueryClient();
  const say = useToast();
  if (running !== null) return <span className="muted small">Making {running}</span>;
  if (!may) return null;
  const make = async (hours: number) => {
    await makeReport(hours);
    say('The watch makes the report. It stands here when it is done.');
    await queries.invalidateQueries({ queryKey: [KEYS.reports] });
  };
  return (
    <>
      <button type="button" className="button button-main" onClick={() => setAsked(LENGTHS[0])}>
        Make a report
      </button>
      {asked === null ? null : (
        <Confirm title="Make a report" verb="Make" act={() => make(asked[0])} close={() => setAsked(null)}>
          <select
            className="input"
            aria-label="Of"
            value={asked[0]}
            onChange={({ target }) =>
              setAsked(LENGTHS.find(([hours]) => hours === Number(target.value)) ?? LENGTHS[0])
            }
          >
            {LENGTHS.map(([hours, title]) => (
              <option key={hours} value={hours}>
                Of {title} that is stored
              </option>
            ))}
          </select>
        </Confirm>
      )}
    </>
  );
}

function List({ list: { items, places } }: { readonly list: ReportList }) {
  const [published, setPublished] = useState<ReportRow | null>(null);
  const may = useMay('analyst');
  const queries = useQueryClient();
  const say = useToast();
  const publish = async ({ name }: ReportRow) => {
    await publishReport(name);
    say(`The watch publishes ${name}.`);
    await queries.invalidateQueries({ queryKey: [KEYS.reports] });
  };
  return (
    <Panel
      title="Reports"
      says={
        places.length === 0
          ? 'Nowhere to publish is configured (publish in the configuration file).'
          : `Published to ${places.join(', ')}.`
      }
    >
      {items.length === 0 ? (
        <Empty title="There are no reports yet." command="strayflow analyze FILES">
          Make one above, let them be made by a schedule, or of files by the command:
        </Empty>
      ) : (
        <DataTable
          label="Reports"
          columns={columns(may && places.length > 0 ? setPublished : null)}
          rows={items}
          keyOf={({ name }) => name}
        />
      )}
      {published === null ? null : (
        <Confirm
          title={`Publish ${published.name}?`}
          verb="Publish"
          act={() => publish(published)}
          close={() => setPublished(null)}
        >
          It goes to {places.join(', ')}, for whoever may read there.
        </Confirm>
      )}
    </Panel>
  );
}

const SHOWN = ['summary.txt', 'hosts.csv', 'flows.csv', 'evidence.json'];

function columns(
  publish: ((row: ReportRow) => void) | null,
): readonly [Column<ReportRow>, ...Column<ReportRow>[]] {
  return [
    {
      key: 'name',
      heading: 'Report',
      cell: ({ name, files }) =>
        files.includes('index.html') ? (
          <a href={reportFile(name, 'index.html')} target="_blank" rel="noopener">
            {name}
          </a>
        ) : (
          name
        ),
    },
    { key: 'made', heading: 'Made (UTC)', cell: ({ made }) => <Time at={made} /> },
    {
      key: 'size',
      heading: 'Size',
      isNumber: true,
      isMinor: true,
      cell: (row) => `${bytes(row.bytes)}, ${counted(row.files.length, 'file')}`,
    },
    {
      key: 'files',
      heading: 'Files',
      cell: ({ name, files }) => (
        <span className="deeds">
          {SHOWN.filter((file) => files.includes(file)).map((file) => (
            <a key={file} href={reportFile(name, file)} target="_blank" rel="noopener">
              {file}
            </a>
          ))}
        </span>
      ),
    },
    {
      key: 'published',
      heading: 'Published',
      cell: (row) => (
        <span className="deeds">
          {row.isPublished === null ? <span className="muted">nowhere to</span> : null}
          {row.isPublished === true ? <Badge tone="good">published</Badge> : null}
          {publish === null ? null : (
            <button
              type="button"
              className="button small"
              aria-label={`${row.isPublished === true ? 'Publish again' : 'Publish'} ${row.name}`}
              onClick={() => publish(row)}
            >
              {row.isPublished === true ? 'Publish again' : 'Publish'}
            </button>
          )}
        </span>
      ),
    },
  ];
}
