/** Reads the hourly history that `strayflow watch` writes: every column of flows and facts as it was. */
import { FactKind } from '../../model/fact-batch.js';
import { FactBuilder } from '../../model/fact-builder.js';
import { FACT_COLUMNS } from '../../model/fact-columns.js';
import { CONNECTION_STATE_NAMES, type NullableColumn, RecordKind } from '../../model/flow-batch.js';
import { FlowBuilder, type OptionalColumn } from '../../model/flow-builder.js';
import { columnWidth, FLOW_COLUMNS } from '../../model/flow-columns.js';
import type { ParserContext } from '../../model/source.js';
import { textOfValue } from '../table/cell-values.js';
import { readAddress, readMac } from '../text/address.js';
import type { ParquetTable } from './parquet-table.js';

type HistoryKind = 'flows' | 'facts';

/** Later records of one flow belong together within an input: its number goes above the flow's. */
const INPUT_STEP = 2 ** 42;
const encoder = new TextEncoder();

/** What a file of these columns holds of the history; null when it is none of it. */
export function historyKind(names: readonly string[]): HistoryKind | null {
  const has = new Set(names);
  if (FLOW_COLUMNS.every(({ name }) => has.has(name))) return 'flows';
  return FACT_COLUMNS.every(({ name }) => has.has(name)) ? 'facts' : null;
}

export function readHistory(kind: HistoryKind, table: ParquetTable, context: ParserContext): void {
  let before = 0;
  table.groups.forEach((rows, group) => {
    const values = (name: string) =>
      table.values(group, table.columns.find((column) => column.name === name)!);
    if (kind === 'flows') readFlows(values, rows, before, context);
    else readFacts(values, rows, before, context);
    before += rows;
    context.sink.read(rows);
  });
}

type Values = (name: string) => unknown[];

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : Number.NaN;
}

function addressOf(value: unknown, out: Uint8Array, offset: number): boolean {
  const text = value instanceof Uint8Array ? value : encoder.encode(textOfValue(value, true));
  return readAddress(text, 0, text.length, out, offset);
}

const RECORDS = Object.keys(RecordKind);
const FACTS = Object.keys(FactKind);
const NAMED: Readonly<Record<string, readonly string[]>> = {
  record: RECORDS,
  state: CONNECTION_STATE_NAMES,
};

function readFlows(values: Values, rows: number, before: number, context: ParserContext): void {
  const optional = FLOW_COLUMNS.filter((spec) => spec.presence === 'optional').map(({ name }) => name);
  const builder = new FlowBuilder(context.site, optional as OptionalColumn[]);
  const columns = Object.fromEntries(FLOW_COLUMNS.map(({ name }) => [name, values(name)]));
  const address = new Uint8Array(16);
  for (let from = 0; from < rows; from++) {
    const number = before + from + 1;
    const isWhole =
      ['source', 'destination'].every((name) => addressOf(columns[name]![from], address, 0)) &&
      ['time', 'start', 'flowId', 'input'].every((name) => !Number.isNaN(numberOf(columns[name]![from])));
    if (!isWhole) {
      context.sink.reject('bad-history', number, 'an address, a time or a number of the flow is missing');
      continue;
    }
    const row = builder.add();
    for (const spec of FLOW_COLUMNS) copyFlow(builder, spec, row, columns[spec.name]![from]);
    const written = builder.columns;
    written.flowId[row] = written.flowId[row]! + INPUT_STEP * written.input[row]!;
    written.input[row] = context.input;
    written.recordNumber[row] = number;
    if (builder.full) context.sink.flows(builder.take());
  }
  if (builder.length > 0) context.sink.flows(builder.take());
}

function copyFlow(
  builder: FlowBuilder,
  spec: (typeof FLOW_COLUMNS)[number],
  row: number,
  value: unknown,
): void {
  const { name, type } = spec;
  if (type === 'string') {
    builder.text(name, row, textOfValue(value, true));
    return;
  }
  const column = builder.columns[name as 'time'] as unknown as Uint8Array;
  const width = columnWidth(type);
  if (type === 'bytes16') addressOf(value, column, row * width);
  else if (type === 'bytes6') {
    if (value instanceof Uint8Array) readMac(value, 0, value.length, column, row * width);
  } else {
    const names = NAMED[name];
    const number = names === undefined ? numberOf(value) : names.indexOf(textOfValue(value, true));
    if (number >= 0) column[row] = number;
    else if (spec.presence === 'nullable') builder.unknown(name as NullableColumn, row);
  }
}

function readFacts(values: Values, rows: number, before: number, context: ParserContext): void {
  const builder = new FactBuilder(context.site, context.input);
  const columns = Object.fromEntries(FACT_COLUMNS.map(({ name }) => [name, values(name)]));
  for (let from = 0; from < rows; from++) {
    const number = before + from + 1;
    const kind = FACTS.indexOf(textOfValue(columns['kind']![from], true));
    const time = numberOf(columns['time']![from]);
    if (kind < 0 || Number.isNaN(time)) {
      context.sink.reject('bad-history', number, 'a kind or a time of the fact is missing');
      continue;
    }
    const row = builder.add(kind as FactKind, number, time);
    const written = builder.columns;
    addressOf(columns['address']![from], written.address, 16 * row);
    addressOf(columns['peer']![from], written.peer, 16 * row);
    const mac = columns['mac']![from];
    if (mac instanceof Uint8Array) readMac(mac, 0, mac.length, written.mac, 6 * row);
    written.peerPort[row] = numberOf(columns['peerPort']![from]) || 0;
    written.number[row] = numberOf(columns['number']![from]) || 0;
    for (const name of ['name', 'value', 'text', 'uid'] as const) {
      builder.text(name, row, textOfValue(columns[name]![from], true));
    }
    if (builder.full) context.sink.facts(builder.take());
  }
  if (builder.length > 0) context.sink.facts(builder.take());
}
