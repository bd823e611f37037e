/** Precision against recall, as a picture. */
import { writeFileSync } from 'node:fs';

/** Okabe and Ito (2008), and dashes, so that nobody needs the colours. */
const LOOKS = [
  { colour: '#0072b2', dashes: '' },
  { colour: '#d55e00', dashes: '7 3' },
  { colour: '#8a5fb5', dashes: '2 3' },
];
const INK = '#222222';
const [LEFT, TOP, WIDTH, HEIGHT] = [64, 48, 440, 280];
const short = (value) => String(Number(value.toFixed(1)));
const x = (recall) => LEFT + WIDTH * recall;
const y = (precision) => TOP + HEIGHT * (1 - precision);

function axes() {
  const marks = [];
  for (let i = 0; i <= 5; i++) {
    marks.push(
      `<path stroke="#e3e8ee" d="M${short(x(i / 5))} ${TOP}v${HEIGHT}M${LEFT} ${short(y(i / 5))}h${WIDTH}"/>`,
      `<text x="${short(x(i / 5))}" y="${TOP + HEIGHT + 18}" text-anchor="middle">${i * 20} %</text>`,
      `<text x="${LEFT - 8}" y="${short(y(i / 5) + 4)}" text-anchor="end">${i * 20} %</text>`,
    );
  }
  return [
    ...marks,
    `<rect x="${LEFT}" y="${TOP}" width="${WIDTH}" height="${HEIGHT}" fill="none" stroke="${INK}"/>`,
    `<text x="${LEFT + WIDTH / 2}" y="${TOP + HEIGHT + 38}" text-anchor="middle">recall: beacons that are found</text>`,
    `<text transform="translate(18 ${TOP + HEIGHT / 2}) rotate(-90)" text-anchor="middle">precision: found pairs that are beacons</text>`,
  ];
}

/** Drawn from the first pair on; no more than a point for each half pixel. */
function path(points) {
  let d = '';
  let last = [Number.NaN, Number.NaN];
  for (const { recall, precision } of points) {
    const [px, py] = [x(recall), y(precision)];
    if (Math.abs(px - last[0]) < 0.5 && Math.abs(py - last[1]) < 0.5) continue;
    d += `${d === '' ? 'M' : 'L'}${short(px)} ${short(py)}`;
    last = [px, py];
  }
  return d;
}

export function drawCurves(curves, file) {
  const parts = axes();
  curves.forEach(({ name, points }, i) => {
    const { colour, dashes } = LOOKS[i];
    const at = TOP + HEIGHT + 66 + 20 * i;
    parts.push(
      `<path fill="none" stroke="${colour}" stroke-width="2.2" stroke-dasharray="${dashes}" d="${path(points)}"/>`,
      `<path stroke="${colour}" stroke-width="2.2" stroke-dasharray="${dashes}" d="M${LEFT} ${at - 4}h34"/>`,
      `<text x="${LEFT + 42}" y="${at}">${name}</text>`,
    );
  });
  const height = TOP + HEIGHT + 66 + 20 * curves.length;
  const title = 'Beacons among ordinary periodic traffic';
  writeFileSync(
    file,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 540 ${height}" width="540" height="${height}" role="img" font-family="DejaVu Sans, Verdana, sans-serif" font-size="12" fill="${INK}">
<title>${title}: precision against recall of Strayflow and of RITA's score</title>
<rect width="540" height="${height}" rx="8" fill="#fff"/>
<text x="${LEFT}" y="28" font-size="15" font-weight="bold">${title}</text>
${parts.join('\n')}
</svg>
`,
  );
}
