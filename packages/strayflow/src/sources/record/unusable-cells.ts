/** Cells that hold no usable value: the record stays, the value counts as unknown, and the report says how often. */
import type { RecordSink } from '../../model/source.js';
import { printable } from '../text/printable.js';

export class UnusableCells {
  private readonly columns = new Map<string, { count: number; readonly example: string }>();

  /** `column` is one of the few that the parser reads, as the input names it. */
  add(column: string, example: string): void {
    const known = this.columns.get(column);
    if (known === undefined) this.columns.set(column, { count: 1, example });
    else known.count++;
  }

  /** One note per column. */
  report(sink: RecordSink): void {
    for (const [column, { count, example }] of this.columns) {
      const times = count === 1 ? 'once' : `${count} times`;
      sink.note(
        `"${printable(column)}" could not be read ${times} (such as "${printable(example)}") and counts as unknown there`,
      );
    }
  }
}
