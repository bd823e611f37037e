/** What plain-data state is made of, so that a snapshot of other stages is refused and not misread. */

/** Names and kinds of values, as text; what is in maps and lists does not count. */
export function stateShape(value: unknown): string {
  if (value === null || typeof value !== 'object') return typeof value;
  if (Array.isArray(value)) return 'list';
  const name = Object.prototype.toString.call(value).slice(8, -1);
  if (name !== 'Object') return name;
  const fields = Object.entries(value)
    .filter(([key]) => key !== 'learned')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${key}:${stateShape(field)}`).join(',')}}`;
}
