/** A made-up table of flows as the old script would have read it. */
import { random } from '@strayflow/detectors';
import type { ClassicInput } from '../../src/learned/classic.js';
import { gauss } from './synthetic-rows.js';

/** Repeats, clusters and far rows; columns: two ports, bytes, packets, a rate. */
export function classicTable(rows: number, seed: number): ClassicInput {
  const generator = random(seed);
  const values = new Float64Array(rows * 5);
  const hosts: string[] = [];
  for (let r = 0; r < rows; r++) {
    const kind = generator.below(4);
    const far = generator.uniform() < 0.02;
    const packets = 1 + generator.below(kind === 0 ? 2 : 12);
    values.set(
      [
        kind === 0 ? 50_000 + generator.below(3) : 1024 + generator.below(60_000),
        [53, 443, 80, 22][kind]!,
        kind === 0 ? 64 : Math.round(packets * (200 + 40 * gauss(generator)) * (far ? 50 : 1)),
        packets,
        kind === 0 ? 0 : Number((generator.uniform() * (far ? 9 : 1)).toFixed(3)),
      ],
      r * 5,
    );
    hosts.push(`10.0.0.${1 + generator.below(12)}`);
  }
  return {
    columns: ['ClientSrcPort', 'ClientDstPort', 'bytes', 'packets', 'rate'],
    matrix: { rows, columns: 5, values },
    portColumns: [0, 1],
    hosts,
    seen: rows,
  };
}
