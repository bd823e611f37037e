/** `node docs/detectors/make-pictures.mjs`, after `npm run build`: draws the pictures of these pages with the real detectors. */
import { writeFileSync } from 'node:fs';
import {
  autoencoder,
  combineSurprises,
  dbscan,
  extendedIsolationForest,
  isolationForest,
  kDistances,
  oneClassSvm,
  random,
  tailCalibration,
} from '../../packages/detectors/dist/index.js';

/** Nearly white for ordinary to dark blue for strange (ColorBrewer's Blues). */
const BANDS = ['#f7fbff', '#deebf7', '#c6dbef', '#9ecae1', '#6baed6', '#3182bd', '#08519c'];
/** Colours that people with colour-blindness can tell apart (Okabe and Ito). */
const ORANGE = '#e69f00';
const RED = '#d55e00';
const INK = '#222222';

const generator = random(7);
const normal = () => {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += generator.uniform();
  return sum;
};
const points = (count, make) => Array.from({ length: count }, make);
const matrix = (rows) => ({
  rows: rows.length,
  columns: rows[0].length,
  values: Float64Array.from(rows.flat()),
});
const short = (value) => String(Number(value.toFixed(1)));
const label = (value) => String(Number(value.toPrecision(2)));

const blob = points(160, () => [0.28 + 0.05 * normal(), 0.72 + 0.05 * normal()]);
const arc = points(220, () => {
  const angle = Math.PI * (1.05 + 0.85 * generator.uniform());
  return [0.62 + 0.27 * Math.cos(angle) + 0.018 * normal(), 0.55 + 0.33 * Math.sin(angle) + 0.018 * normal()];
});
const ordinary = [...blob, ...arc];
const strange = [
  [0.62, 0.5],
  [0.85, 0.88],
  [0.1, 0.15],
  [0.55, 0.85],
  [0.12, 0.45],
];

/** A plot of x and y ranges to pixels, with its frame, ticks and names of axes. */
function panel({ left, title, x, y, xName, yName, ticks = 5 }) {
  const [top, width, height] = [48, 300, 240];
  const px = (value) => left + ((value - x[0]) / (x[1] - x[0])) * width;
  const py = (value) => top + height - ((value - y[0]) / (y[1] - y[0])) * height;
  const back = [];
  const marks = [];
  for (let i = 0; i <= ticks; i++) {
    const xValue = x[0] + ((x[1] - x[0]) * i) / ticks;
    const yValue = y[0] + ((y[1] - y[0]) * i) / ticks;
    marks.push(
      `<text x="${short(px(xValue))}" y="${top + height + 16}" text-anchor="middle">${label(xValue)}</text>`,
      `<text x="${left - 6}" y="${short(py(yValue) + 4)}" text-anchor="end">${label(yValue)}</text>`,
    );
  }
  const middle = top + height / 2;
  marks.push(
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="none" stroke="${INK}"/>`,
    `<text x="${left + width / 2}" y="${top - 12}" text-anchor="middle" font-weight="bold">${title}</text>`,
    `<text x="${left + width / 2}" y="${top + height + 34}" text-anchor="middle">${xName}</text>`,
    `<text transform="translate(${left - 38} ${middle}) rotate(-90)" text-anchor="middle">${yName}</text>`,
  );
  return { left, top, width, height, x, y, px, py, add: (...parts) => back.push(...parts), back, marks };
}

/** Bands of a score over the panel, a line where it crosses `threshold`, and a scale beside the panel. */
function contours(plot, score, edges, threshold, scaleName) {
  const [across, down] = [120, 96];
  const [cellWidth, cellHeight] = [plot.width / across, plot.height / down];
  const cells = [];
  for (let j = 0; j < down; j++) {
    for (let i = 0; i < across; i++) {
      cells.push([
        plot.x[0] + ((plot.x[1] - plot.x[0]) * (i + 0.5)) / across,
        plot.y[1] - ((plot.y[1] - plot.y[0]) * (j + 0.5)) / down,
      ]);
    }
  }
  const scores = score(cells);
  const bandOf = (value) => edges.filter((edge) => value >= edge).length;
  const paths = BANDS.map(() => '');
  let line = '';
  for (let j = 0; j < down; j++) {
    for (let i = 0, from = 0; i < across; i++) {
      const at = j * across + i;
      const band = bandOf(scores[at]);
      const [xEnd, yAt] = [plot.left + (i + 1) * cellWidth, plot.top + j * cellHeight];
      if (i + 1 === across || bandOf(scores[at + 1]) !== band) {
        const cellsInRun = (i + 1 - from) * cellWidth;
        paths[band] +=
          `M${short(plot.left + from * cellWidth)} ${short(yAt)}h${short(cellsInRun)}v${short(cellHeight)}h-${short(cellsInRun)}z`;
        from = i + 1;
      }
      const over = scores[at] > threshold;
      if (i + 1 < across && scores[at + 1] > threshold !== over)
        line += `M${short(xEnd)} ${short(yAt)}v${short(cellHeight)}`;
      if (j + 1 < down && scores[at + across] > threshold !== over) {
        line += `M${short(xEnd - cellWidth)} ${short(yAt + cellHeight)}h${short(cellWidth)}`;
      }
    }
  }
  paths.forEach((path, band) => {
    if (path) plot.add(`<path shape-rendering="crispEdges" fill="${BANDS[band]}" d="${path}"/>`);
  });
  plot.add(`<path fill="none" stroke="${RED}" stroke-width="2" stroke-linecap="square" d="${line}"/>`);
  const [x, box] = [plot.left + plot.width + 14, plot.height / BANDS.length];
  BANDS.forEach((colour, band) => {
    const bottom = plot.top + plot.height - band * box;
    plot.marks.push(
      `<rect x="${x}" y="${short(bottom - box)}" width="14" height="${short(box)}" fill="${colour}" stroke="${INK}" stroke-width=".5"/>`,
    );
    if (band > 0)
      plot.marks.push(`<text x="${x + 19}" y="${short(bottom + 4)}">${label(edges[band - 1])}</text>`);
  });
  plot.marks.push(`<text x="${x}" y="${plot.top - 12}">${scaleName}</text>`);
}

/** Rows as one path of round dots with a thin white edge. */
const dots = (plot, rows, fill = INK) => {
  const d = rows.map(([x, y]) => `M${short(plot.px(x))} ${short(plot.py(y))}h0`).join('');
  plot.add(
    `<path fill="none" stroke-linecap="round" stroke="#fff" stroke-width="4.2" d="${d}"/>`,
    `<path fill="none" stroke-linecap="round" stroke="${fill}" stroke-width="3.4" d="${d}"/>`,
  );
};
const diamonds = (plot, rows) =>
  plot.add(
    ...rows.map(
      ([x, y]) =>
        `<path transform="translate(${short(plot.px(x))} ${short(plot.py(y))})" d="M0 -6L6 0L0 6L-6 0z" fill="${ORANGE}" stroke="#000"/>`,
    ),
  );
const curve = (plot, rows, colour, dashes = '') => {
  const d = rows.map(([x, y], i) => `${i ? 'L' : 'M'}${short(plot.px(x))} ${short(plot.py(y))}`).join('');
  plot.add(`<path fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dashes}" d="${d}"/>`);
};
const note = (plot, x, y, text, anchor = 'start') =>
  plot.add(`<text x="${short(plot.px(x))}" y="${short(plot.py(y))}" text-anchor="${anchor}">${text}</text>`);

/** Writes the panels on a white card, which is readable on light and dark pages. */
function write(name, width, plots, caption, description) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 358" width="${width}" height="358" role="img" font-family="DejaVu Sans, Verdana, sans-serif" font-size="11" fill="${INK}">
<title>${description}</title>
<rect width="${width}" height="358" rx="8" fill="#fff"/>
${plots.flatMap((plot) => [...plot.back, ...plot.marks]).join('\n')}
<text x="16" y="346">${caption}</text>
</svg>
`;
  writeFileSync(new URL(`pictures/${name}.svg`, import.meta.url), svg);
}

const plane = (title, left = 62) =>
  panel({ left, title, x: [0, 1], y: [0, 1], xName: 'column 0', yName: 'column 1' });
const KEY = 'dots: fitted rows; diamonds: strange rows, not fitted; red line: ';

const forest = isolationForest({ seed: 1, trees: 200, contamination: 0.03 }).fit(matrix(ordinary));
const forestPlot = plane('Isolation forest');
contours(
  forestPlot,
  (rows) => forest.score(matrix(rows)),
  [0.45, 0.5, 0.55, 0.6, 0.65, 0.7],
  forest.threshold,
  'score',
);
dots(forestPlot, ordinary);
diamonds(forestPlot, strange);
const extended = extendedIsolationForest({ seed: 1, trees: 200, contamination: 0.03 }).fit(matrix(ordinary));
const extendedPlot = plane('Extended isolation forest', 512);
contours(
  extendedPlot,
  (rows) => extended.score(matrix(rows)),
  [0.45, 0.5, 0.55, 0.6, 0.65, 0.7],
  extended.threshold,
  'score',
);
dots(extendedPlot, ordinary);
diamonds(extendedPlot, strange);
write(
  'isolation-forest',
  900,
  [forestPlot, extendedPlot],
  `${KEY}threshold`,
  'Scores of an isolation forest and of an extended one over two columns',
);

const svm = oneClassSvm({ nu: 0.03, gamma: 30 }).fit(matrix(ordinary));
const svmPlot = plane('One-class SVM, nu .03, gamma 30');
const step = svm.rho / 6;
contours(
  svmPlot,
  (rows) => svm.score(matrix(rows)),
  [-3, 0, 2, 4, 5, 5.9].map((k) => k * step),
  0,
  'score',
);
dots(svmPlot, ordinary);
const { rows: supportRows, values: support } = svm.supportVectors;
for (let s = 0; s < supportRows; s++) {
  const [x, y] = [svmPlot.px(support[2 * s]), svmPlot.py(support[2 * s + 1])];
  svmPlot.add(
    `<circle cx="${short(x)}" cy="${short(y)}" r="4.5" fill="none" stroke="${INK}" stroke-width="1.3"/>`,
  );
}
diamonds(svmPlot, strange);
write(
  'one-class-svm',
  450,
  [svmPlot],
  'circles: support vectors; diamonds: strange rows; red line: score 0',
  'Scores of a one-class SVM over two columns',
);

const network = autoencoder({ seed: 0, layers: [32, 1, 32], epochs: 200, learningRate: 0.005 }).fit(
  matrix(arc),
);
const networkPlot = plane('Autoencoder, layers 32, 1, 32');
const errors = network.score(matrix(arc)).sort();
const common = errors[Math.floor(errors.length * 0.95)];
contours(
  networkPlot,
  (rows) => network.score(matrix(rows)),
  [0.02, 0.05, 0.1, 0.15, 0.2, 0.3],
  common,
  'score',
);
dots(networkPlot, arc);
diamonds(networkPlot, strange);
write(
  'autoencoder',
  450,
  [networkPlot],
  'dots: fitted rows, 95 % inside the red line; diamonds: strange rows',
  'Scores of an autoencoder over two columns',
);

const clusters = dbscan({ minSamples: 10 }).fit(matrix(ordinary));
const dbscanPlot = plane('DBSCAN, minSamples 10');
contours(dbscanPlot, (rows) => clusters.score(matrix(rows)), [0.5, 1, 2, 3, 5, 8], 1, 'score');
const labels = dbscan({ minSamples: 10 }).cluster(matrix(ordinary)).labels;
dots(
  dbscanPlot,
  ordinary.filter((_, row) => labels[row] >= 0),
);
dots(
  dbscanPlot,
  ordinary.filter((_, row) => labels[row] < 0),
  RED,
);
diamonds(dbscanPlot, strange);
const distances = kDistances(matrix(ordinary), 10);
const most = Math.ceil(distances.at(-1) * 20) / 20;
const distancePlot = panel({
  left: 512,
  title: 'k-distance curve',
  x: [0, 400],
  y: [0, most],
  xName: 'fitted rows, sorted',
  yName: 'distance to the 10th nearest row',
});
curve(
  distancePlot,
  [...distances].map((distance, i) => [i + 1, distance]),
  '#0072b2',
);
curve(
  distancePlot,
  [
    [0, clusters.epsilon],
    [distances.length, clusters.epsilon],
  ],
  RED,
  '5 4',
);
note(
  distancePlot,
  distances.length * 0.04,
  clusters.epsilon + most * 0.025,
  `epsilon ${label(clusters.epsilon)} (the knee)`,
);
write(
  'dbscan',
  836,
  [dbscanPlot, distancePlot],
  `${clusters.clusters} clusters; diamonds: strange rows, not fitted; red dots: noise; red line: score 1, one epsilon from a core row`,
  'Scores of DBSCAN over two columns, and the k-distance curve',
);

const exponential = random(1);
const scores = Float64Array.from({ length: 1000 }, () => -Math.log(1 - exponential.uniform()));
const tail = tailCalibration(scores);
const sorted = scores.slice().sort();
const end = Math.ceil(sorted.at(-1) / 2.5) * 5;
const tailPlot = panel({
  left: 62,
  title: 'Score to surprise, 1000 calibration scores',
  x: [0, end],
  y: [0, 5],
  xName: 'score',
  yName: 'surprise = -log10 of the tail probability',
});
const steps = points(301, (_, i) => (end * i) / 300);
curve(
  tailPlot,
  [
    [0, 0],
    [Math.min(end, 5 * Math.LN10), Math.min(5, end / Math.LN10)],
  ],
  ORANGE,
  '6 4',
);
curve(
  tailPlot,
  steps.map((score) => [score, tail.surprise(score)]),
  '#0072b2',
);
dots(
  tailPlot,
  [...sorted].filter((_, i) => i >= 960 || i % 40 === 0).map((score) => [score, tail.surprise(score)]),
);
curve(
  tailPlot,
  [
    [sorted.at(-1), 0],
    [sorted.at(-1), 5],
  ],
  INK,
  '2 3',
);
note(tailPlot, sorted.at(-1) - 0.4, 0.2, 'greatest score', 'end');
note(tailPlot, sorted.at(-1) + 0.4, 0.2, 'fitted tail');
const pairPlot = panel({
  left: 460,
  title: 'Two surprises combined, equal weights',
  x: [0, 5],
  y: [0, 5],
  xName: 'surprise of model A',
  yName: 'surprise of model B',
});
contours(
  pairPlot,
  (rows) => rows.map((pair) => combineSurprises(pair)),
  [0.5, 1, 2, 3, 4, 4.5],
  3,
  'combined',
);
write(
  'tails-and-combination',
  850,
  [tailPlot, pairPlot],
  'left: dots some of the scores, dashed orange the true distribution, blue what is returned; right: red line where the combination is 3',
  'From score to surprise, and two surprises combined',
);
