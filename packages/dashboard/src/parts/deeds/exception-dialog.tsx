/** Spares a prefix: it is never blocked, and blocks of it end. */
import { useQueryClient } from '@tanstack/react-query';
import { except } from '../../api/deeds.js';
import { KEYS } from '../../api/keys.js';
import { counted } from '../../words/numbers.js';
import { Dialog } from '../dialog.js';
import { Field } from '../field.js';
import { Form } from '../form.js';
import { useToast } from '../toast.js';
import { ExceptionScope, scopeOf } from './exception-scope.js';
import { Hours, hoursOf } from './hours.js';

interface ExceptionDialogProps {
  /** "" to be entered. */
  readonly prefix: string;
  done?(): void;
  close(): void;
}

export function ExceptionDialog({ prefix, done, close }: ExceptionDialogProps) {
  const queries = useQueryClient();
  const say = useToast();
  const send = async (entered: ReadonlyMap<string, string>) => {
    const { exception, endedBlocks } = await except({
      prefix: entered.get('prefix') ?? '',
      reason: entered.get('reason') ?? '',
      hours: hoursOf(entered),
      ...scopeOf(entered),
    });
    for (const key of [KEYS.blocks, KEYS.hosts, KEYS.incidents]) {
      await queries.invalidateQueries({ queryKey: [key] });
    }
    const ended = endedBlocks === 0 ? '' : ` ${counted(endedBlocks, 'block')} of it ended.`;
    const whole = exception.families === null && exception.ports === null && exception.direction === null;
    say(`${exception.prefix} is not blocked any more${whole ? '' : ' for that'}.${ended}`);
    close();
    done?.();
  };
  return (
    <Dialog title="Never block" close={close}>
      <p className="muted">
        Nothing of this prefix is blocked as long as it holds, and what is blocked of it is freed at once.
        Alerts go on.
      </p>
      <Form verb="Never block" send={send}>
        <Field
          label="Address or prefix"
          name="prefix"
          defaultValue={prefix}
          maxLength={100}
          required
          autoComplete="off"
          spellCheck={false}
        />
        <ExceptionScope />
        <Hours />
        <Field label="Reason" name="reason" maxLength={500} required autoComplete="off" />
      </Form>
    </Dialog>
  );
}
