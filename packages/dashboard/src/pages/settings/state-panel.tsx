/** What the state takes of the disk, and for how long what is kept. */
import type { Settings } from '../../api/contract/status.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { Panel } from '../../parts/panel.js';
import { bytes, count, counted, share } from '../../words/numbers.js';
import { Fact, Facts } from './facts.js';
import { historyWords, modelWords, PART_WORDS, reportWords } from './service-words.js';

type Part = Settings['state']['parts'][number];

const COLUMNS: readonly [Column<Part>, ...Column<Part>[]] = [
  { key: 'part', heading: 'Part', cell: ({ part }) => PART_WORDS[part] },
  { key: 'bytes', heading: 'Size', isNumber: true, cell: ({ bytes: size }) => bytes(size) },
  { key: 'files', heading: 'Files', isNumber: true, cell: ({ files }) => count(files) },
];

export function StatePanel({ settings: { state, retention } }: { readonly settings: Settings }) {
  const all = state.parts.reduce((sum, part) => sum + part.bytes, 0);
  const disk =
    state.disk === null
      ? ''
      : ` ${bytes(state.disk.free)} of the disk are free (${share(state.disk.free, state.disk.all)}).`;
  return (
    <>
      <Panel title="On the disk" says={`${bytes(all)} in all.${disk}`}>
        <DataTable label="On the disk" columns={COLUMNS} rows={state.parts} keyOf={({ part }) => part} />
      </Panel>
      <Panel title="Kept for" says="What is older goes by itself.">
        <Facts>
          <Fact name="History of flows">{historyWords(retention)}</Fact>
          <Fact name="Evidence and decisions">{counted(retention.evidenceDays, 'day')}</Fact>
          <Fact name="An incident is over after">{count(retention.incidentQuietMinutes)} min of silence</Fact>
          <Fact name="Reports">{reportWords(retention)}</Fact>
          <Fact name="Models">{modelWords(retention)}</Fact>
        </Facts>
      </Panel>
    </>
  );
}
