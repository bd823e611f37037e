/** The Equal Earth projection (Savric, Patterson and Jenny, 2018): countries keep their true share of the area. */

const A1 = 1.340264;
const A2 = -0.081106;
const A3 = 0.000893;
const A4 = 0.003796;
const M = Math.sqrt(3) / 2;
const RADIANS = Math.PI / 180;

function northing(theta: number): number {
  const t2 = theta * theta;
  return theta * (A1 + A2 * t2 + t2 ** 3 * (A3 + A4 * t2));
}

function slope(theta: number): number {
  const t2 = theta * theta;
  return A1 + 3 * A2 * t2 + t2 ** 3 * (7 * A3 + 9 * A4 * t2);
}

/** Degrees (longitude, latitude) to the plane; y grows to the south, as on a screen. */
export function project([longitude, latitude]: readonly number[]): [number, number] {
  const theta = Math.asin(M * Math.sin(latitude! * RADIANS));
  return [(longitude! * RADIANS * Math.cos(theta)) / (M * slope(theta)), -northing(theta)];
}

/** The inverse of `project`, by Newton's method. */
export function unproject([x, y]: readonly number[]): [number, number] {
  let theta = -y! / A1;
  for (let i = 0; i < 12; i++) theta -= (northing(theta) + y!) / slope(theta);
  const sine = Math.max(-1, Math.min(1, Math.sin(theta) / M));
  return [(M * x! * slope(theta)) / Math.cos(theta) / RADIANS, Math.asin(sine) / RADIANS];
}
