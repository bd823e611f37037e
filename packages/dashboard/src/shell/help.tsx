/** All shortcuts, and the switch that turns those of letters off. */
import { useState } from 'react';
import { Dialog } from '../parts/dialog.js';
import { lettersAreOn, switchLetters } from '../parts/letters-switch.js';
import { GOES } from './letters.js';

const ROWS: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['Ctrl', 'K'], does: 'Jump to a page or host, also by /' },
  ...[...GOES].map(([letter, { title }]) => ({ keys: ['g', letter], does: title })),
  { keys: ['Up', 'Down'], does: 'Rows of a table; Enter opens one' },
  { keys: ['j'], does: 'Next row of a list, k the one before' },
  { keys: ['a'], does: 'Acknowledge the incident of the row' },
  { keys: ['m'], does: 'Mute it' },
  { keys: ['c'], does: 'Close it' },
  { keys: ['?'], does: 'These shortcuts' },
];

export function Help({ close }: { close(): void }) {
  const [isOn, setOn] = useState(lettersAreOn);
  return (
    <Dialog title="Shortcuts" close={close}>
      <dl className="help-keys">
        {ROWS.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label className="help-switch">
        <input
          type="checkbox"
          checked={isOn}
          onChange={({ target }) => {
            switchLetters(target.checked);
            setOn(target.checked);
          }}
        />
        Shortcuts of single letters
      </label>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
