/** What an exception may be limited to: a kind of evidence, ports, a direction. */
import type { ExceptionOrder } from '../../api/contract/incidents.js';
import { FAMILIES, familyWords } from '../../words/families.js';
import { Field } from '../field.js';
import { SelectField } from '../select-field.js';

type Scope = Pick<ExceptionOrder, 'families' | 'ports' | 'direction'>;

const ANY = { key: '', title: 'Whatever it is' };
const FAMILY_OPTIONS = [ANY, ...FAMILIES.map((key) => ({ key, title: familyWords(key) }))];
const DIRECTION_OPTIONS = [
  ANY,
  { key: 'in', title: 'Into the network' },
  { key: 'out', title: 'Out of the network' },
  { key: 'within', title: 'Within the network' },
];

/** Of a form with `ExceptionScope`: only what was chosen. */
export function scopeOf(entered: ReadonlyMap<string, string>): Scope {
  const family = FAMILIES.find((each) => each === entered.get('family'));
  const direction = (['in', 'out', 'within'] as const).find((each) => each === entered.get('direction'));
  const ports = (entered.get('ports') ?? '').match(/\d+/g)?.map(Number);
  return {
    ...(family === undefined ? {} : { families: [family] }),
    ...(direction === undefined ? {} : { direction }),
    ...(ports === undefined ? {} : { ports }),
  };
}

export function ExceptionScope() {
  return (
    <details>
      <summary>Only for some evidence</summary>
      <div className="field-group">
        {' '}
        <SelectField label="Kind" name="family" options={FAMILY_OPTIONS} />
        <Field
          label="Destination ports"
          name="ports"
          hint="22, 443. A block that rests on other ports, too, stands."
          pattern="\s*\d{1,5}(\s*,\s*\d{1,5})*\s*"
          maxLength={600}
          autoComplete="off"
          inputMode="numeric"
        />
        <SelectField label="Direction" name="direction" options={DIRECTION_OPTIONS} />
      </div>
    </details>
  );
}
