/** Silences messages about a prefix or about kinds of evidence. */
import { useQueryClient } from '@tanstack/react-query';
import type { Family } from '../../api/contract/basics.js';
import { mute } from '../../api/deeds.js';
import { KEYS } from '../../api/keys.js';
import { familyWords } from '../../words/families.js';
import { Dialog } from '../dialog.js';
import { Field } from '../field.js';
import { Form } from '../form.js';
import { useToast } from '../toast.js';
import { Hours, hoursOf } from './hours.js';

interface MuteDialogProps {
  /** "" to be entered. */
  readonly prefix: string;
  /** Of the incident or host; each can be left out. */
  readonly families: readonly Family[];
  close(): void;
}

export function MuteDialog({ prefix, families, close }: MuteDialogProps) {
  const queries = useQueryClient();
  const say = useToast();
  const send = async (entered: ReadonlyMap<string, string>) => {
    const chosen = families.filter((family) => entered.has(`family-${family}`));
    const { length } = chosen;
    await mute({
      prefix: entered.get('prefix') || null,
      families: length === 0 || length === families.length ? null : chosen,
      reason: entered.get('reason') ?? '',
      hours: hoursOf(entered) ?? 168,
    });
    await queries.invalidateQueries({ queryKey: [KEYS.incidents] });
    say(`Messages about ${entered.get('prefix') || 'these kinds'} are muted.`);
    close();
  };
  return (
    <Dialog title="Mute" close={close}>
      <p className="muted">
        No messages are sent, and no incident asks for attention. Evidence is kept, and the policy blocks as
        before.
      </p>
      <Form verb="Mute" send={send}>
        <Field
          label="Address or prefix"
          name="prefix"
          defaultValue={prefix}
          maxLength={100}
          autoComplete="off"
          spellCheck={false}
        />
        {families.length < 2 ? null : (
          <fieldset className="field">
            <legend>Kinds of evidence</legend>
            {families.map((family) => (
              <label key={family} className="field-check">
                <input type="checkbox" name={`family-${family}`} defaultChecked /> {familyWords(family)}
              </label>
            ))}
          </fieldset>
        )}
        <Hours isEndless={false} />
        <Field label="Reason" name="reason" maxLength={500} required autoComplete="off" />
      </Form>
    </Dialog>
  );
}
