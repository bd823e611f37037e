/** Says which columns make a row strange, beside what is usual in them. */

/** Of each column the 5th and the 95th percentile: nine rows in ten lie between. */
export function columnRanges({ rows, columns, values }) {
  return Array.from({ length: columns }, (_, c) => {
    const sorted = Float64Array.from({ length: rows }, (_, r) => values[r * columns + c]).sort();
    return [sorted[Math.floor(0.05 * (rows - 1))], sorted[Math.ceil(0.95 * (rows - 1))]];
  });
}

/** One sentence. */
export function whyText(table, row, parts) {
  const column = parts.reduce((best, part, c) => (part > parts[best] ? c : best), 0);
  const value = table.values[row * table.columns + column];
  const [low, high] = table.ranges[column];
  const name = table.names[column];
  if (parts[column] <= 0) return 'No column makes this row strange.';
  if (value >= low && value <= high) {
    return `Most by ${name}: ${shown(value)} is usual by itself, but not together with the rest of the row.`;
  }
  return `Most by ${name}: ${shown(value)} is ${value < low ? 'less' : 'more'} than in 19 of 20 rows.`;
}

/** A row of the table of reasons. @param most the greatest part of any column, by size */
export function partRow(table, row, column, part, most) {
  const value = table.values[row * table.columns + column];
  const [low, high] = table.ranges[column];
  const line = document.createElement('tr');
  const name = Object.assign(document.createElement('th'), {
    scope: 'row',
    textContent: table.names[column],
  });
  const bar = document.createElement('td');
  const filled = document.createElement('span');
  filled.className = part < 0 ? 'part less' : 'part';
  filled.style.setProperty('--share', String(Math.abs(part) / most));
  bar.append(filled, part.toLocaleString('en', { maximumSignificantDigits: 3 }));
  line.append(
    name,
    cell(shown(value), value < low || value > high),
    cell(`${shown(low)} – ${shown(high)}`),
    bar,
  );
  return line;
}

function cell(content, unusual = false) {
  const made = document.createElement('td');
  made.textContent = content;
  made.classList.toggle('unusual', unusual);
  return made;
}

function shown(value) {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 });
}
