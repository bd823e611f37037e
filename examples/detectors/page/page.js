/** The page: takes a file and a detector, shows scores, and why a row is strange. */
import { chartOf } from './chart.js';
import { DETECTORS } from './detectors.js';
import { readTable, TableError } from './read-csv.js';
import { columnRanges, partRow, whyText } from './why.js';

const LISTED = 20;
const byId = (id) => document.getElementById(id);
/** What may become a script's address on this page: the worker's, and nothing else. */
const scripts = globalThis.trustedTypes?.createPolicy('detectors-page', {
  createScriptURL: () => new URL('judge.js', import.meta.url).href,
});

/** The table, its scores and rows strangest first; undefined until there are any. */
let table;
let scores;
let order;
let listed = LISTED;
let selected = 0;
let worker;

for (const [name, { title, says }] of Object.entries(DETECTORS)) {
  const input = Object.assign(document.createElement('input'), {
    type: 'radio',
    name: 'detector',
    value: name,
  });
  input.checked = name === 'forest';
  input.addEventListener('change', judge);
  const label = document.createElement('label');
  label.append(input, withText('strong', title), withText('span', says));
  byId('detectors').append(label);
}

byId('file').addEventListener(
  'change',
  ({ target }) => target.files[0] && take(target.files[0], target.files[0].name),
);
byId('sample').addEventListener('click', async () => {
  take(await (await fetch('sample.csv')).blob(), 'the sample');
});
byId('more').addEventListener('click', () => {
  listed += LISTED;
  showRows();
});
for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) {
  // On the whole page: a file that is dropped beside the box must not replace the page.
  addEventListener(type, (event) => {
    event.preventDefault();
    byId('drop').classList.toggle('over', type === 'dragenter' || type === 'dragover');
    if (type === 'drop' && event.dataTransfer?.files[0])
      take(event.dataTransfer.files[0], event.dataTransfer.files[0].name);
  });
}

async function take(file, name) {
  try {
    table = { ...(await readTable(file)), name };
    table.ranges = columnRanges(table);
    judge();
  } catch (error) {
    if (!(error instanceof TableError)) throw error;
    table = undefined;
    worker?.terminate();
    fail(error.message);
  }
}

/** Fits the chosen detector in a worker of its own; the one before it may still be busy, and goes. */
function judge() {
  if (!table) return;
  const name = document.querySelector('input[name=detector]:checked').value;
  worker?.terminate();
  byId('error').hidden = true;
  byId('results').classList.add('stale');
  byId('status').textContent = `${DETECTORS[name].title} looks at ${table.rows} rows …`;
  worker = new Worker(scripts ? scripts.createScriptURL('') : new URL('judge.js', import.meta.url), {
    type: 'module',
  });
  const started = performance.now();
  worker.addEventListener('error', () => fail('The detector could not be started: was the package built?'));
  worker.addEventListener('message', ({ data }) => {
    if (data.task === 'failed') fail(data.message);
    else if (data.task === 'fit') showScores(data, DETECTORS[name], performance.now() - started);
    else if (data.row === selected) showWhy(data.parts);
  });
  worker.postMessage({
    task: 'fit',
    name,
    table: { rows: table.rows, columns: table.columns, values: table.values },
  });
}

function fail(message) {
  byId('error').textContent = message;
  byId('error').hidden = false;
  byId('results').hidden = true;
  byId('status').textContent = '';
}

function showScores(data, detector, milliseconds) {
  scores = data.scores;
  order = Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a] || a - b);
  listed = LISTED;
  byId('status').textContent =
    `${detector.title}: ${table.rows} rows, ${table.columns} columns of ${table.name} in ${(milliseconds / 1000).toFixed(1)} s. Score: ${detector.score}.`;
  byId('kernels').textContent = data.kernels
    ? 'WebAssembly is used.'
    : 'WebAssembly is not allowed here; plain scripts compute.';
  byId('results').hidden = false;
  byId('results').classList.remove('stale');
  select(order[0]);
}

function select(row) {
  selected = row;
  showRows();
  worker.postMessage({ task: 'explain', row });
}

function showRows() {
  const shown = order.slice(0, listed);
  const least = scores[order.at(-1)];
  const span = scores[order[0]] - least || 1;
  const hadFocus = document.activeElement?.closest('#rows') ? selected : undefined;
  byId('rows').replaceChildren(
    ...shown.map((row) => {
      const button = withText('button', String(table.lines[row]));
      button.type = 'button';
      button.dataset.row = row;
      button.setAttribute('aria-pressed', String(row === selected));
      button.setAttribute('aria-label', `Why line ${table.lines[row]}?`);
      button.addEventListener('click', () => select(row));
      const bar = document.createElement('meter');
      Object.assign(bar, { min: 0, max: 1, value: (scores[row] - least) / span });
      bar.setAttribute('aria-hidden', 'true');
      const line = document.createElement('tr');
      line.classList.toggle('selected', row === selected);
      line.append(cell(button), cell(format(scores[row])), cell(bar));
      return line;
    }),
  );
  if (hadFocus !== undefined) byId('rows').querySelector(`[data-row="${hadFocus}"]`)?.focus();
  byId('more').hidden = listed >= order.length;
  const chart = chartOf(
    scores,
    new Set([...order.slice(0, LISTED), selected]),
    selected,
    format,
    table.lines,
  );
  chart.addEventListener('click', ({ target }) => target.dataset.row && select(Number(target.dataset.row)));
  byId('chart').replaceChildren(chart);
}

function showWhy(parts) {
  byId('why-title').textContent = `Why line ${table.lines[selected]}`;
  byId('why-text').textContent = whyText(table, selected, parts);
  const most = Math.max(...parts.map(Math.abs)) || 1;
  const columns = Array.from(parts.keys()).sort((a, b) => parts[b] - parts[a] || a - b);
  byId('parts').replaceChildren(
    ...columns.map((column) => partRow(table, selected, column, parts[column], most)),
  );
}

function format(value) {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}

function cell(content) {
  const made = document.createElement('td');
  made.append(content);
  return made;
}

function withText(name, content) {
  return Object.assign(document.createElement(name), { textContent: content });
}
