/** With which MAC flows from contested addresses come: added up between ticks, so that their order beside facts is all one. */
import { type FlowBatch, RecordKind } from '../../model/flow-batch.js';
import { addressKey } from '../host-key.js';
import { type ClaimTable, takeSighting } from './claim-table.js';
import { macKey } from './mac.js';

const MAX_SIGHTINGS = 1_024;

interface Sighting {
  readonly address: string;
  readonly mac: string;
  flows: number;
  first: number;
  last: number;
}

/** By address and MAC. */
export type Sightings = Map<string, Sighting>;

export function seeFlows(sightings: Sightings, table: ClaimTable, batch: FlowBatch): void {
  if (table.watched.size === 0 || batch.sourceMac === null) return;
  for (let row = 0; row < batch.length; row++) {
    // A flow's MAC is that of its first packet: later records of it say nothing new.
    const record = batch.record[row]!;
    if (record === RecordKind.update || record === RecordKind.end) continue;
    const address = addressKey(batch.source, 16 * row);
    if (!table.watched.has(address)) continue;
    const mac = macKey(batch.sourceMac, 6 * row);
    if (mac === '') continue;
    const time = batch.start[row]!;
    const known = sightings.get(address + mac);
    if (known !== undefined) {
      known.flows++;
      known.first = Math.min(known.first, time);
      known.last = Math.max(known.last, time);
    } else if (sightings.size < MAX_SIGHTINGS) {
      sightings.set(address + mac, { address, mac, flows: 1, first: time, last: time });
    }
  }
}

/** At a tick: the table learns what was seen since the last one. */
export function noteSightings(sightings: Sightings, table: ClaimTable): void {
  for (const { address, mac, flows, first, last } of sightings.values()) {
    takeSighting(table, address, mac, flows, first, last);
  }
  sightings.clear();
}
