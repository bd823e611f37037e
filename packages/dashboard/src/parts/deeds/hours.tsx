/** How long something is to hold. */
import { useId } from 'react';

const LENGTHS = [
  ['1', 'an hour'],
  ['24', 'a day'],
  ['168', 'a week'],
  ['720', '30 days'],
  ['', 'until it is ended'],
] as const;

/** The field "hours": hoursOf reads it. */
export function Hours({
  usual = '168',
  isEndless = true,
}: {
  readonly usual?: string;
  readonly isEndless?: boolean;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>For</label>
      <select id={id} name="hours" defaultValue={usual}>
        {LENGTHS.filter(([hours]) => isEndless || hours !== '').map(([hours, title]) => (
          <option key={hours} value={hours}>
            {title}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Null: without an end. */
export function hoursOf(entered: ReadonlyMap<string, string>): number | null {
  const text = entered.get('hours') ?? '';
  return text === '' ? null : Number(text);
}
