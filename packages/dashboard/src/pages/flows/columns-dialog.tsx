/** Chooses what the table of records shows. */
import { Dialog } from '../../parts/dialog.js';
import { CHOICES } from './columns.js';

interface ColumnsDialogProps {
  readonly chosen: readonly string[];
  choose(columns: readonly string[]): void;
  close(): void;
}

export function ColumnsDialog({ chosen, choose, close }: ColumnsDialogProps) {
  return (
    <Dialog title="Columns" close={close}>
      <p className="muted">
        The time is always there, and a row opens to all the rest. Kept in this browser.
      </p>
      <fieldset className="field flows-columns">
        <legend className="unseen">Columns</legend>
        {CHOICES.map(({ key, heading }) => (
          <label key={key} className="field-check">
            <input
              type="checkbox"
              checked={chosen.includes(key)}
              onChange={({ target }) =>
                choose(target.checked ? [...chosen, key] : chosen.filter((each) => each !== key))
              }
            />
            {heading}
          </label>
        ))}
      </fieldset>
      <div className="dialog-actions">
        <button type="button" className="button button-main" onClick={close}>
          Done
        </button>
      </div>
    </Dialog>
  );
}
