/** Draws scores as points in SVG, the strangest apart. */

const WIDTH = 960;
const HEIGHT = 260;
const LEFT = 56;
const BOTTOM = 30;
const TOP = 12;
const RIGHT = 12;

/**
 * @param {Float64Array} scores in the order of the file
 * @param {ReadonlySet<number>} strangest rows that get a point of their own
 * @param {number} selected
 * @param {(value: number) => string} format
 * @param {Uint32Array} lines of the rows in the file
 */
export function chartOf(scores, strangest, selected, format, lines) {
  let least = scores[0];
  let greatest = scores[0];
  for (const score of scores) {
    least = Math.min(least, score);
    greatest = Math.max(greatest, score);
  }
  const span = greatest - least || 1;
  const x = (row) => LEFT + ((row + 0.5) / scores.length) * (WIDTH - LEFT - RIGHT);
  const y = (score) => TOP + (1 - (score - least) / span) * (HEIGHT - TOP - BOTTOM);
  const chart = element('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: 'img',
    'aria-label': `Scores of ${scores.length} rows, from ${format(least)} to ${format(greatest)}; the strangest stands in line ${lines[rowOfGreatest(scores)]}`,
  });
  for (const score of roundBetween(least, least + span)) {
    const height = y(score);
    chart.append(
      element('line', { class: 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: height, y2: height }),
      text(format(score), { x: LEFT - 8, y: height + 4, 'text-anchor': 'end' }),
    );
  }
  const labels = Math.min(6, scores.length);
  for (let tick = 0; tick < labels; tick++) {
    const row = Math.round(((scores.length - 1) * tick) / Math.max(1, labels - 1));
    chart.append(
      text(`line ${lines[row]}`, { x: x(row), y: HEIGHT - 8, 'text-anchor': anchor(tick, labels) }),
    );
  }
  // One path for all ordinary rows: 50,000 elements would be slow.
  let path = '';
  scores.forEach((score, row) => {
    if (!strangest.has(row)) path += `M${x(row).toFixed(1)} ${y(score).toFixed(1)}h0`;
  });
  chart.append(element('path', { class: 'ordinary', d: path }));
  for (const row of strangest) {
    const point = element('circle', {
      class: row === selected ? 'strange selected' : 'strange',
      cx: x(row).toFixed(1),
      cy: y(scores[row]).toFixed(1),
      r: row === selected ? 7 : 4.5,
      'data-row': row,
    });
    const title = element('title', {});
    title.textContent = `line ${lines[row]}: ${format(scores[row])}`;
    point.append(title);
    chart.append(point);
  }
  return chart;
}

/** Some 5 round numbers. */
function roundBetween(least, greatest) {
  const rough = (greatest - least) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const ticks = [];
  for (let n = Math.ceil(least / step); n * step <= greatest; n++) ticks.push(n * step);
  return ticks;
}

const anchor = (tick, ticks) => (tick === 0 ? 'start' : tick === ticks - 1 ? 'end' : 'middle');

function rowOfGreatest(scores) {
  return scores.reduce((best, score, row) => (score > scores[best] ? row : best), 0);
}

function text(content, attributes) {
  const label = element('text', attributes);
  label.textContent = content;
  return label;
}

function element(name, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
