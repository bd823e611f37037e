/** One of a few, all in sight. */
import { useId } from 'react';
import './choice.css';

interface ChoiceProps<Key extends string> {
  readonly label: string;
  readonly options: readonly { readonly key: Key; readonly title: string }[];
  /** Null: none of them. */
  readonly chosen: Key | null;
  choose(key: Key): void;
}

export function Choice<Key extends string>({ label, options, chosen, choose }: ChoiceProps<Key>) {
  const name = useId();
  return (
    <fieldset className="choice">
      <legend className="unseen">{label}</legend>
      {options.map(({ key, title }) => (
        <label key={key} className="choice-option">
          <input
            type="radio"
            className="unseen"
            name={name}
            checked={key === chosen}
            onChange={() => choose(key)}
          />
          <span>{title}</span>
        </label>
      ))}
    </fieldset>
  );
}
