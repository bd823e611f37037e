/** Distance over the earth. */

/** IUGG's mean radius. */
const EARTH_KM = 6_371.0088;

export interface Position {
  /** Degrees. */
  readonly latitude: number;
  readonly longitude: number;
}

/** Along a great circle, by the haversine formula (Sinnott, "Virtues of the Haversine", 1984). */
export function kilometres(a: Position, b: Position): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (degrees: number) => Math.sin(radians(degrees) / 2) ** 2;
  const chord =
    half(b.latitude - a.latitude) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(b.longitude - a.longitude);
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
}
