/** What `watch` keeps is what `analyze` reads: the history of a capture beside the capture itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { FactBatch } from '../../src/model/fact-batch.js';
import { FACT_COLUMNS } from '../../src/model/fact-columns.js';
import type { FlowBatch, NullableColumn, StringColumn } from '../../src/model/flow-batch.js';
import { isKnown } from '../../src/model/flow-batch.js';
import { columnWidth, FLOW_COLUMNS } from '../../src/model/flow-columns.js';
import type { SourceFormat } from '../../src/model/source.js';
import { parquetFormat } from '../../src/sources/parquet.js';
import { pcapFormat } from '../../src/sources/pcap.js';
import { scratchFolder } from '../shell/scratch-folder.js';
import { LAB, strayflow } from './run-strayflow.js';
import { startWatch } from './watch-process.js';

const CAPTURE = `${LAB}captures/attacked.pcap.gz`;
/** History numbers flows of several inputs in ranges of their own. */
const INPUT_STEP = 2 ** 42;

interface Rows {
  readonly flows: string[];
  readonly facts: string[];
  rejected: number;
}

type Column = StringColumn | ArrayLike<number> | null;

function cell(column: Column, row: number, width: number): string {
  if (column === null) return width === 6 ? '0,0,0,0,0,0' : '';
  if ('codes' in column) return column.dictionary[column.codes[row]!]!;
  return Array.from({ length: width }, (_, i) => column[row * width + i]!).join();
}

/** Columns of their own of each reading are left out: which input it was, and the place in it. */
function read(format: SourceFormat, bytes: Uint8Array, rows: Rows): void {
  const sink = {
    flows: (batch: FlowBatch) => {
      for (let row = 0; row < batch.length; row++) {
        const cells = FLOW_COLUMNS.filter(({ name }) => name !== 'input' && name !== 'recordNumber').map(
          (spec) => {
            const isOpen =
              spec.presence !== 'nullable' || isKnown(batch.validity[spec.name as NullableColumn], row);
            const text = cell(batch[spec.name] as Column, row, columnWidth(spec.type));
            const value = spec.name === 'flowId' ? String(Number(text) % INPUT_STEP) : text;
            return `${spec.name}=${isOpen ? value.replace(/^0$/, '') : '?'}`;
          },
        );
        rows.flows.push(cells.join(' '));
      }
    },
    facts: (batch: FactBatch) => {
      for (let row = 0; row < batch.length; row++) {
        const cells = FACT_COLUMNS.filter(({ name }) => name !== 'input' && name !== 'recordNumber').map(
          ({ name, type }) => `${name}=${cell(batch[name] as Column, row, columnWidth(type))}`,
        );
        rows.facts.push(cells.join(' '));
      }
    },
    read: () => {},
    reject: () => {
      rows.rejected++;
    },
    ignore: () => {},
    note: () => {},
  };
  const parser = format.open({ site: 'local', input: 0, sink }, format.options.parse({}));
  parser.push(bytes);
  parser.end();
}

it('is read back with every flow and fact as it was', async () => {
  const state = scratchFolder();
  const watching = startWatch(state, ['--until-end', CAPTURE]);
  expect(await watching.ended, watching.stderr()).toBe(0);
  const captured: Rows = { flows: [], facts: [], rejected: 0 };
  read(pcapFormat as SourceFormat, gunzipSync(readFileSync(CAPTURE)), captured);
  const kept: Rows = { flows: [], facts: [], rejected: 0 };
  const history = join(state, 'history');
  const files = readdirSync(history, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.parquet'))
    .sort()
    .map((path) => join(history, path));
  for (const file of files) read(parquetFormat as SourceFormat, readFileSync(file), kept);
  expect(captured.flows.length).toBeGreaterThan(1000);
  expect(captured.facts.length).toBeGreaterThan(10);
  expect(kept.rejected).toBe(0);
  expect(kept.flows.sort()).toEqual(captured.flows.sort());
  expect(kept.facts.sort()).toEqual(captured.facts.sort());

  const report = join(scratchFolder(), 'report');
  const told = await strayflow(['analyze', ...files, '--report', report]);
  expect(told.code, told.stderr).toBe(0);
  const manifest = JSON.parse(readFileSync(join(report, 'manifest.json'), 'utf8')) as {
    coverage: { inputs: readonly { read: number; parsed: number; format: string }[] };
  };
  const { inputs } = manifest.coverage;
  expect(inputs.map(({ format }) => format)).toEqual(files.map(() => 'parquet'));
  expect(inputs.reduce((sum, { parsed }) => sum + parsed, 0)).toBe(
    captured.flows.length + captured.facts.length,
  );
});
