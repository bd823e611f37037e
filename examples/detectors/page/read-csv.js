/** Reads a table of numbers from CSV; what is wrong is said with its line. */

const MOST_BYTES = 20 * 2 ** 20;
const MOST_ROWS = 50_000;
const MOST_COLUMNS = 200;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** What is wrong with a file, in words for the person who chose it. */
export class TableError extends Error {}

/**
 * @param {Blob} file
 * @returns {Promise<{ names: string[], rows: number, columns: number, values: Float64Array, lines: Uint32Array }>} values
 * are row-major; lines are those of the rows in the file, from 1
 */
export async function readTable(file) {
  if (file.size > MOST_BYTES) {
    throw new TableError(`The file has ${file.size} bytes; this page takes up to ${MOST_BYTES}.`);
  }
  return tableOf(await file.text());
}

/** The same from text. */
export function tableOf(text) {
  const records = recordsOf(text.replace(/^\ufeff/, ''));
  const first = records.next();
  if (first.done) throw new TableError('The file is empty: expected rows of numbers.');
  const columns = first.value.cells.length;
  if (columns > MOST_COLUMNS) {
    throw new TableError(`Line 1 has ${columns} columns; this page takes up to ${MOST_COLUMNS}.`);
  }
  const named = first.value.cells.some((cell) => !NUMBER.test(cell));
  const names = first.value.cells.map((cell, c) => (named && shortened(cell)) || `column ${c + 1}`);
  const values = [];
  const lines = [];
  const take = ({ cells, line }) => {
    if (cells.length !== columns) {
      throw new TableError(
        `Line ${line}: expected ${columns} values, as in the first line, found ${cells.length}.`,
      );
    }
    cells.forEach((cell, c) => {
      const value = NUMBER.test(cell) ? Number(cell) : Number.NaN;
      if (!Number.isFinite(value)) {
        const found = cell === '' ? 'nothing' : `“${shortened(cell)}”`;
        throw new TableError(`Line ${line}, ${names[c]}: expected a number such as 12.5, found ${found}.`);
      }
      values.push(value);
    });
    lines.push(line);
    if (lines.length > MOST_ROWS)
      throw new TableError(`Line ${line}: this page takes up to ${MOST_ROWS} rows.`);
  };
  if (!named) take(first.value);
  for (const record of records) take(record);
  if (lines.length < 2) {
    throw new TableError(
      `Found ${lines.length === 0 ? 'no row' : 'one row'} of numbers: what is strange shows among several.`,
    );
  }
  return {
    names,
    rows: lines.length,
    columns,
    values: Float64Array.from(values),
    lines: Uint32Array.from(lines),
  };
}

/** Lines that are not empty, cut into trimmed cells at whichever divider the first of them has. */
function* recordsOf(text) {
  let divider;
  let line = 0;
  for (const whole of text.split(/\r\n|\n|\r/)) {
    line++;
    if (whole.trim() === '') continue;
    divider ??= ['\t', ';', ','].find((each) => unquoted(whole).includes(each)) ?? ',';
    yield { line, cells: cellsOf(whole, divider) };
  }
}

/** Quotes may surround a cell (RFC 4180); a cell never goes on in the next line. */
function cellsOf(line, divider) {
  if (!line.includes('"')) return line.split(divider).map((cell) => cell.trim());
  const cells = [];
  let from = 0;
  let quoted = false;
  for (let i = 0; i <= line.length; i++) {
    if (line[i] === '"') quoted = !quoted;
    if (i < line.length && (quoted || line[i] !== divider)) continue;
    const cell = line.slice(from, i).trim();
    cells.push(/^".*"$/.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    from = i + 1;
  }
  return cells;
}

const unquoted = (line) => line.replace(/"[^"]*"/g, '');

const shortened = (text) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
