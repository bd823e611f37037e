/** Columns of the table of records, and which of them somebody chose, in this browser. */
import { useCallback, useState } from 'react';
import type { FlowRow } from '../../api/contract/flows.js';
import type { Column } from '../../parts/data-table.js';
import { FLOW_COLUMNS } from '../../parts/flow-table.js';
import { bytes, count } from '../../words/numbers.js';

const some = (value: number | null, words: (value: number) => string) => (value === null ? '' : words(value));

const MORE: readonly Column<FlowRow>[] = [
  { key: 'sent', heading: 'Sent', isNumber: true, cell: ({ bytesSent }) => some(bytesSent, bytes) },
  { key: 'received', heading: 'Received', isNumber: true, cell: (row) => some(row.bytesReceived, bytes) },
  { key: 'user', heading: 'User', cell: ({ identity }) => identity ?? '' },
  { key: 'uid', heading: 'Name in its log', cell: ({ uid }) => <span className="mono">{uid ?? ''}</span> },
  { key: 'vlan', heading: 'VLAN', isNumber: true, cell: ({ vlan }) => some(vlan, String) },
  { key: 'exporter', heading: 'Told by', cell: ({ exporter }) => exporter ?? '' },
  { key: 'mac', heading: 'Hardware address', cell: ({ mac }) => <span className="mono">{mac ?? ''}</span> },
  { key: 'site', heading: 'Site', cell: ({ site }) => site },
  { key: 'record', heading: 'Input, record', cell: ({ input, record }) => `${input}, ${count(record)}` },
];

export const CHOICES: readonly Column<FlowRow>[] = [...FLOW_COLUMNS.slice(1), ...MORE];
const USUAL: readonly string[] = FLOW_COLUMNS.slice(1).map(({ key }) => key);
const KEY = 'strayflow.flow-columns';

interface Placed {
  readonly row: FlowRow;
  readonly place: number;
}

/** The time comes first, always. */
export function chosenColumns(chosen: readonly string[]): readonly [Column<Placed>, ...Column<Placed>[]] {
  const placed = ({ cell, ...rest }: Column<FlowRow>): Column<Placed> => ({
    ...rest,
    cell: ({ row }) => cell(row),
  });
  const [time] = FLOW_COLUMNS;
  return [placed(time), ...CHOICES.filter(({ key }) => chosen.includes(key)).map(placed)];
}

function readColumns(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (!Array.isArray(kept)) return USUAL;
    return CHOICES.map(({ key }) => key).filter((key) => kept.includes(key));
  } catch {
    return USUAL;
  }
}

export function useColumns() {
  const [columns, set] = useState(readColumns);
  const setColumns = useCallback((next: readonly string[]) => {
    set(next);
    try {
      localStorage.setItem(KEY, JSON.stringify(next));
    } catch {
      // Storage can be forbidden: then it holds for this page.
    }
  }, []);
  return { columns, setColumns };
}
