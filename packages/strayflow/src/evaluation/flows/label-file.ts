/** Reads the column of labels of one input into a side table by record, which the route never sees. */
import { StrayflowError } from '../../model/errors.js';
import { openInput } from '../../shell/input-reader.js';
import type { InputFile } from '../../shell/inputs.js';
import { LineReader } from '../../sources/text/lines.js';
import type { FlowLabel } from '../truth/schema.js';
import { LabelColumn } from './label-column.js';
import { LabelTable } from './label-table.js';

const LINE_LIMIT = 16 << 20;

/** Throws StrayflowError: truth-invalid when the column is not there, and what reading throws. */
export async function readLabels(file: InputFile, label: FlowLabel): Promise<LabelTable> {
  const table = new LabelTable(label);
  const column = new LabelColumn(label.column);
  const lines = new LineReader(LINE_LIMIT, {
    line(bytes, from, to, lineNumber) {
      const value = column.read(bytes, from, to);
      if (value !== null) table.set(lineNumber, value);
    },
    tooLong() {},
  });
  const input = await openInput(file);
  try {
    for await (const chunk of input.chunks()) lines.push(chunk);
    lines.end();
  } finally {
    await input.close();
  }
  if (!column.found) {
    throw new StrayflowError(
      'truth-invalid',
      `truth.json: flowLabel.column: ${file.name} has no column "${label.column}"`,
      { hint: 'Name a column of the header, or leave flowLabel out. Labels are read from text inputs only.' },
    );
  }
  return table;
}
