/** Asks why, before something is done that others will want to understand. */
import type { ReactNode } from 'react';
import { Dialog } from '../dialog.js';
import { Field } from '../field.js';
import { Form } from '../form.js';

interface ReasonDialogProps {
  readonly title: string;
  /** What will be, in a sentence or two. */
  readonly children?: ReactNode;
  /** Fields beside the reason. */
  readonly fields?: ReactNode;
  readonly verb: string;
  send(reason: string, entered: ReadonlyMap<string, string>): Promise<void>;
  close(): void;
}

export function ReasonDialog({ title, children, fields, verb, send, close }: ReasonDialogProps) {
  return (
    <Dialog title={title} close={close}>
      <div className="muted">{children}</div>
      <Form
        verb={verb}
        send={async (entered) => {
          await send(entered.get('reason') ?? '', entered);
          close();
        }}
      >
        {fields}
        <Field label="Reason" name="reason" maxLength={500} required autoComplete="off" />
      </Form>
    </Dialog>
  );
}
