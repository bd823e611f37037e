/** A table of things that can be opened: rows by arrow keys, an order where the server can give it, cards on phones. */
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { Link } from 'wouter';
import './data-table.css';

export interface Column<Row> {
  readonly key: string;
  readonly heading: string;
  readonly isNumber?: boolean;
  /** Left out on narrow screens, but not on cards. */
  readonly isMinor?: boolean;
  /** On cards it stands beside the first column, or without its heading, or not at all. */
  readonly onCard?: 'corner' | 'bare' | 'hidden';
  /** The server can order by it, so that clicking the heading does. */
  readonly order?: string;
  cell(row: Row): ReactNode;
}

interface DataTableProps<Row> {
  /** What is in it, for those who do not see. */
  readonly label: string;
  /** The first is what a row is called: it is the link, and the head of its card. */
  readonly columns: readonly [Column<Row>, ...Column<Row>[]];
  readonly rows: readonly Row[];
  keyOf(row: Row): string;
  /** Where a row leads. */
  addressOf?(row: Row): string;
  /** What a row opens to, under it; instead of an address. */
  detailsOf?(row: Row): ReactNode;
  readonly order?: string;
  orderBy?(order: string): void;
  /** Loads the page behind; absent on the last. */
  readonly more?: (() => void) | undefined;
  readonly isLoadingMore?: boolean;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

export function DataTable<Row>(table: DataTableProps<Row>) {
  const { label, columns, rows, keyOf, more, isLoadingMore = false } = table;
  const body = useRef<HTMLTableSectionElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const links = [...(body.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    const place = links.indexOf(document.activeElement as HTMLElement);
    if (step === undefined || place < 0) return;
    event.preventDefault();
    links[Math.min(links.length - 1, Math.max(0, place + step))]?.focus();
  };
  return (
    <div className="table-frame">
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.key} column={column} table={table} />
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKeyDown}>
          {rows.map((row) => (
            <BodyRow key={keyOf(row)} row={row} table={table} />
          ))}
        </tbody>
      </table>
      {more === undefined ? null : (
        <button type="button" className="button table-more" disabled={isLoadingMore} onClick={more}>
          {isLoadingMore ? 'Loading' : 'Show more'}
        </button>
      )}
    </div>
  );
}

function classOf<Row>({ isNumber, isMinor, onCard }: Column<Row>): string {
  const classes = [
    isNumber === true ? 'table-number' : '',
    isMinor === true ? 'table-minor' : '',
    onCard === undefined ? '' : `table-${onCard}`,
  ];
  return classes.filter((each) => each !== '').join(' ');
}

interface HeadingProps<Row> {
  readonly column: Column<Row>;
  readonly table: DataTableProps<Row>;
}

function Heading<Row>({ column, table: { order, orderBy } }: HeadingProps<Row>) {
  const { heading, order: own } = column;
  if (own === undefined || orderBy === undefined) {
    return (
      <th scope="col" className={classOf(column)}>
        {heading}
      </th>
    );
  }
  const isChosen = own === order;
  return (
    <th scope="col" className={classOf(column)} aria-sort={isChosen ? 'descending' : 'none'}>
      <button type="button" className="table-order" onClick={() => orderBy(own)}>
        {heading}
        <span aria-hidden="true">{isChosen ? ' \u2193' : ''}</span>
      </button>
    </th>
  );
}

interface BodyRowProps<Row> {
  readonly row: Row;
  readonly table: DataTableProps<Row>;
}

function BodyRow<Row>({ row, table }: BodyRowProps<Row>) {
  const { columns, addressOf, detailsOf, keyOf } = table;
  const [first, ...others] = columns;
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <tr className={isOpen ? 'table-opened' : undefined}>
        <th scope="row" className={classOf(first)}>
          {addressOf !== undefined ? (
            <Link href={addressOf(row)} className="table-link" data-row={keyOf(row)}>
              {first.cell(row)}
            </Link>
          ) : detailsOf !== undefined ? (
            <button
              type="button"
              className="table-link table-opener"
              data-row={keyOf(row)}
              aria-expanded={isOpen}
              aria-controls={isOpen ? id : undefined}
              onClick={() => setOpen(!isOpen)}
            >
              {first.cell(row)}
            </button>
          ) : (
            first.cell(row)
          )}
        </th>
        {others.map((column) => (
          <td key={column.key} className={classOf(column)} data-heading={column.heading}>
            {column.cell(row)}
          </td>
        ))}
      </tr>
      {isOpen && detailsOf !== undefined ? (
        <tr id={id} className="table-details">
          <td colSpan={columns.length}>{detailsOf(row)}</td>
        </tr>
      ) : null}
    </>
  );
}
