/** Reads one JSON object of a line as a row of a table. */
import type { ParserContext } from '../../model/source.js';
import type { BiflowState } from '../record/biflow-table.js';
import { UnusableCells, type UnusableState } from '../record/unusable-cells.js';
import { type TableFlows, tableFlows } from '../table/flows.js';
import type { TableOptions } from '../table/options.js';
import type { TablePlan } from '../table/plan.js';
import { isLeftOut, TableRow } from '../table/row.js';
import { ScratchCells } from '../table/scratch-cells.js';
import type { JsonRecordReader } from '../text/json-lines.js';
import { JsonKind, JsonScanner } from '../text/json-scanner.js';

export interface NdjsonState {
  readonly flows: BiflowState | null;
  readonly unusable: UnusableState;
}

const LONGEST_ESCAPED = 4096;

export class NdjsonRowReader implements JsonRecordReader {
  readonly scanner: JsonScanner;
  private readonly context: ParserContext;
  private readonly flows: TableFlows;
  private readonly unusable: UnusableCells;
  private readonly cells: ScratchCells;
  private readonly row: TableRow;

  /** @param paths one for each column of the plan */
  constructor(
    context: ParserContext,
    plan: TablePlan,
    paths: readonly (readonly string[])[],
    options: TableOptions,
    state?: NdjsonState,
  ) {
    this.context = context;
    this.scanner = new JsonScanner(paths);
    this.unusable = new UnusableCells(state?.unusable);
    this.flows = tableFlows(context, plan, options, state?.flows ?? null);
    this.cells = new ScratchCells(paths.length);
    this.row = new TableRow(plan, this.cells, this.flows, this.unusable);
  }

  get state(): NdjsonState {
    return { flows: this.flows.state, unusable: this.unusable.state };
  }

  read(lineNumber: number): void {
    const fault = this.row.read(this.fill(), lineNumber);
    if (fault === null) return;
    if (isLeftOut(fault)) this.context.sink.ignore(fault, 1);
    else this.context.sink.reject(fault, lineNumber, this.row.faultDetail());
  }

  /** The bytes that the cells stand in: the line's own, but for texts with escapes. */
  private fill(): Uint8Array {
    const { scanner, cells } = this;
    const { kind, from, to, escaped } = scanner;
    for (let slot = 0; slot < kind.length; slot++) {
      if (kind[slot] === JsonKind.string && escaped[slot] === 1) return this.copy();
      const isThere = kind[slot]! > JsonKind.null;
      cells.starts[slot] = isThere ? from[slot]! : 0;
      cells.ends[slot] = isThere ? to[slot]! : 0;
    }
    return scanner.bytes;
  }

  private copy(): Uint8Array {
    const { scanner, cells } = this;
    const { kind, from, to, escaped } = scanner;
    cells.clear();
    for (let slot = 0; slot < kind.length; slot++) {
      if (kind[slot]! <= JsonKind.null) continue;
      if (kind[slot] === JsonKind.string && escaped[slot] === 1) {
        cells.setText(slot, scanner.text(slot, LONGEST_ESCAPED));
      } else cells.setBytes(slot, scanner.bytes.subarray(from[slot], to[slot]));
    }
    return cells.bytes;
  }

  flush(): void {
    this.flows.flush();
  }

  end(): void {
    this.flows.end();
    this.unusable.report(this.context.sink);
  }
}
