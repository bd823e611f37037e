/** Templates that other inputs of a run told, for records whose own input lacks theirs. */
import type { SharedLayout, SharedLayouts } from '../../model/source.js';
import type { Domain } from './domain.js';
import { isFilling } from './filling.js';
import { FlowTimes } from './flow-times.js';
import type { Message } from './message.js';
import type { RecordValues } from './record-values.js';
import { readRecord, type Template } from './template.js';

/** So many records of a set must make sense. */
const TRIED_RECORDS = 16;

type Named = Pick<Domain, 'name' | 'version' | 'id'>;

/** The exporter is known by its address; files that have none are taken for those of one exporter. */
export function layoutKey({ name, version, id }: Named, template: number): string {
  return `${name}/${version}/${id}/${template}`;
}

/**
 * Those that the records in `bytes` may have been written by: they fill the set, and their times are near the message's.
 * More than one: nothing tells which; null: there were too many. `values` is overwritten.
 */
export function fittingLayouts(
  layouts: SharedLayouts,
  message: Message,
  template: number,
  bytes: Uint8Array,
  values: RecordValues,
): readonly SharedLayout[] | null {
  const known = layouts.get(layoutKey(message.domain, template));
  if (known === undefined) return [];
  return known.length === 0
    ? null
    : known.filter(({ layout }) => fits(layout as Template, message, bytes, values));
}

function fits(template: Template, message: Message, bytes: Uint8Array, values: RecordValues): boolean {
  const times = new FlowTimes();
  let at = 0;
  let records = 0;
  while (bytes.length - at >= template.minimumLength && !isFilling(bytes, at, bytes.length)) {
    values.clear();
    const next = readRecord(template, values, bytes, at, bytes.length);
    if (next < 0) return false;
    if (template.scopes === 0 && records < TRIED_RECORDS) {
      times.resolve(values.numbers, message);
      if (times.implausible) return false;
    }
    at = next;
    records++;
  }
  return records > 0 && isFilling(bytes, at, bytes.length);
}
