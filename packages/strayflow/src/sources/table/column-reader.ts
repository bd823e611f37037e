/** Reads the rows of a columnar table (Parquet, Arrow) as flows. */
import type { ParserContext } from '../../model/source.js';
import type { BiflowState } from '../record/biflow-table.js';
import { UnusableCells, type UnusableState } from '../record/unusable-cells.js';
import { setCell } from './cell-values.js';
import { type TableFlows, tableFlows } from './flows.js';
import type { TableOptions } from './options.js';
import type { TablePlan } from './plan.js';
import { isLeftOut, TableRow } from './row.js';
import { ScratchCells } from './scratch-cells.js';

/** The values of one column, and whether their bytes are UTF-8. */
export interface ColumnValues {
  readonly isText: boolean;
  /** Number, bigint, boolean, text, bytes, or null. */
  at(row: number): unknown;
}

export interface ColumnReaderState {
  readonly rows: number;
  readonly flows: BiflowState | null;
  readonly unusable: UnusableState;
}

export class ColumnReader {
  private readonly context: ParserContext;
  private readonly flows: TableFlows;
  private readonly unusable: UnusableCells;
  private readonly cells: ScratchCells;
  private readonly row: TableRow;
  private rows: number;

  /** @param plan whose column numbers are those of the values given to `read` */
  constructor(context: ParserContext, plan: TablePlan, options: TableOptions, state?: ColumnReaderState) {
    this.context = context;
    this.unusable = new UnusableCells(state?.unusable);
    this.flows = tableFlows(context, plan, options, state?.flows ?? null);
    this.cells = new ScratchCells(plan.columns.length);
    this.row = new TableRow(plan, this.cells, this.flows, this.unusable);
    this.rows = state?.rows ?? 0;
  }

  get state(): ColumnReaderState {
    return { rows: this.rows, flows: this.flows.state, unusable: this.unusable.state };
  }

  /** Reads `length` rows. */
  read(columns: readonly ColumnValues[], length: number): void {
    const { sink } = this.context;
    const { cells } = this;
    for (let row = 0; row < length; row++) {
      cells.clear();
      for (let cell = 0; cell < columns.length; cell++) {
        const column = columns[cell]!;
        setCell(cells, cell, column.at(row), column.isText);
      }
      this.rows++;
      const fault = this.row.read(cells.bytes, this.rows);
      if (fault === null) continue;
      if (isLeftOut(fault)) sink.ignore(fault, 1);
      else sink.reject(fault, this.rows, this.row.faultDetail());
    }
    sink.read(length);
  }

  flush(): void {
    this.flows.flush();
  }

  end(): void {
    this.flows.end();
    this.unusable.report(this.context.sink);
  }
}
