/** The world's countries as GeoJSON with ISO codes, from Natural Earth 1:110m (public domain). */
import world from 'world-atlas/countries-110m.json' with { type: 'json' };
import { COUNTRIES } from './country-codes.js';

type Position = [number, number];
/** TopoJSON arcs of one ring: i, or ~i for arc i backwards (TopoJSON specification 2.1.4). */
type RingArcs = readonly number[];

interface Shape {
  readonly type: string;
  readonly id?: string;
  readonly properties: { readonly name: string };
  readonly arcs: readonly unknown[];
}

interface CountryFeature {
  readonly type: 'Feature';
  readonly properties: { readonly name: string };
  readonly geometry: { readonly type: 'MultiPolygon'; readonly coordinates: Position[][][] };
}

export interface WorldMap {
  readonly type: 'FeatureCollection';
  readonly features: readonly CountryFeature[];
}

/** The name that chart options call the map by. */
export const WORLD_MAP = 'world';

/** Shapes that Natural Earth gives no ISO number. */
const UNNUMBERED: Readonly<Record<string, string>> = { Kosovo: 'XK', 'N. Cyprus': 'CY', Somaliland: 'SO' };
/** Half of the picture, and no hosts. */
const LEFT_OUT = 'AQ';

/** One hundredth of a degree is finer than a pixel of the chart. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function decodeArcs(): Position[][] {
  const { scale, translate } = world.transform as { scale: Position; translate: Position };
  return (world.arcs as Position[][]).map((arc) => {
    let x = 0;
    let y = 0;
    return arc.map(([dx, dy]): Position => {
      x += dx;
      y += dy;
      return [rounded(x * scale[0] + translate[0]), rounded(y * scale[1] + translate[1])];
    });
  });
}

function ringOf(arcs: readonly Position[][], ring: RingArcs): Position[] {
  return ring.flatMap((index, position) => {
    const arc = index < 0 ? [...arcs[~index]!].reverse() : arcs[index]!;
    return position === 0 ? arc : arc.slice(1);
  });
}

/** The part of a ring with longitude at most (`side` 1) or at least (`side` -1) `edge` (Sutherland and Hodgman, 1974). */
function cutRing(ring: readonly Position[], edge: number, side: 1 | -1): Position[] {
  const inside = ([longitude]: Position) => side * (edge - longitude) >= 0;
  const kept: Position[] = [];
  for (let i = 0; i + 1 < ring.length; i++) {
    const a = ring[i]!;
    const b = ring[i + 1]!;
    if (inside(a)) kept.push(a);
    if (inside(a) !== inside(b)) {
      kept.push([edge, rounded(a[1] + ((b[1] - a[1]) * (edge - a[0])) / (b[0] - a[0]))]);
    }
  }
  return kept.length === 0 ? kept : [...kept, kept[0]!];
}

/** The map data runs over the date line (Russia, Fiji): such a ring becomes one piece on either side. */
function piecesOf(ring: readonly Position[]): Position[][] {
  let turn = 0;
  const unrolled = ring.map(([longitude, latitude], i): Position => {
    const step = i === 0 ? 0 : longitude - ring[i - 1]![0];
    if (step > 180) turn -= 360;
    else if (step < -180) turn += 360;
    return [rounded(longitude + turn), latitude];
  });
  return [-360, 0, 360]
    .map((shift) => {
      const moved = unrolled.map(([longitude, latitude]): Position => [rounded(longitude + shift), latitude]);
      return cutRing(cutRing(moved, 180, 1), -180, -1);
    })
    .filter((piece) => piece.length > 3);
}

/** Every country but Antarctica; `properties.name` is the ISO 3166-1 alpha-2 code. */
export function worldMap(): WorldMap {
  const arcs = decodeArcs();
  const codes = new Map([...COUNTRIES.values()].map((country) => [country.numeric, country.code]));
  const features = (world.objects.countries.geometries as readonly Shape[]).map((shape): CountryFeature => {
    const polygons = (
      shape.type === 'Polygon' ? [shape.arcs] : shape.arcs
    ) as readonly (readonly RingArcs[])[];
    const name = codes.get(shape.id ?? '') ?? UNNUMBERED[shape.properties.name] ?? shape.properties.name;
    const coordinates = polygons.flatMap(([outer, ...holes]) =>
      piecesOf(ringOf(arcs, outer!)).map((piece) => [piece, ...holes.map((hole) => ringOf(arcs, hole))]),
    );
    return { type: 'Feature', properties: { name }, geometry: { type: 'MultiPolygon', coordinates } };
  });
  return {
    type: 'FeatureCollection',
    features: features.filter((feature) => feature.properties.name !== LEFT_OUT),
  };
}

/** Twice the signed area of a ring, and its centroid (Bourke, 1988). */
function centroidOf(ring: readonly Position[]): { readonly area: number; readonly centre: Position } {
  let area = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i + 1 < ring.length; i++) {
    const [x0, y0] = ring[i]!;
    const [x1, y1] = ring[i + 1]!;
    const cross = x0 * y1 - x1 * y0;
    area += cross;
    x += (x0 + x1) * cross;
    y += (y0 + y1) * cross;
  }
  return { area: Math.abs(area), centre: area === 0 ? ring[0]! : [x / (3 * area), y / (3 * area)] };
}

/** Degrees (longitude, latitude) of the middle of each country: of its largest piece, or its own point. */
export function countryPoints(): ReadonlyMap<string, readonly [number, number]> {
  const points = new Map<string, readonly [number, number]>();
  for (const { properties, geometry } of worldMap().features) {
    const pieces = geometry.coordinates.map((polygon) => centroidOf(polygon[0]!));
    points.set(
      properties.name,
      pieces.reduce((largest, piece) => (piece.area > largest.area ? piece : largest)).centre,
    );
  }
  for (const { code, point } of COUNTRIES.values()) if (point !== null) points.set(code, point);
  return points;
}
