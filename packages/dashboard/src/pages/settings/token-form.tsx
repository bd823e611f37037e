/** Making a token, and its text, which is shown this once. */
import { useRef, useState } from 'react';
import type { Scope, Session, TokenOrder } from '../../api/contract/access.js';
import { ROLES } from '../../api/session.js';
import { Dialog } from '../../parts/dialog.js';
import { Field } from '../../parts/field.js';
import { Form } from '../../parts/form.js';
import { SelectField } from '../../parts/select-field.js';
import { ROLE_WORDS } from '../../words/roles.js';
import { roleOf } from './account-forms.js';

const SCOPES: readonly { readonly key: Scope; readonly title: string }[] = [
  { key: 'api', title: 'api: what the dashboard can' },
  { key: 'push', title: 'push: sending logs to an input of kind push' },
  { key: 'metrics', title: 'metrics: measurements for Prometheus' },
];
const MOST_DAYS = 400;

function orderOf(entered: ReadonlyMap<string, string>): TokenOrder {
  const scopes = SCOPES.map(({ key }) => key).filter((key) => entered.has(key));
  if (scopes.length === 0) throw new RangeError('Choose what the token is for.');
  return {
    name: entered.get('name') ?? '',
    role: roleOf(entered),
    scopes,
    days: Number(entered.get('days')),
  };
}

interface TokenFormProps {
  /** Whose token it is: it can do no more. */
  readonly who: Session;
  /** Gives the text of the token. */
  make(order: TokenOrder): Promise<string>;
  close(): void;
}

export function TokenForm({ who, make, close }: TokenFormProps) {
  const [text, setText] = useState<string | null>(null);
  if (text !== null) return <TokenText text={text} close={close} />;
  const roles = ROLES.slice(0, ROLES.indexOf(who.role) + 1);
  return (
    <Dialog title="Make a token" close={close}>
      <Form verb="Make" send={async (entered) => setText(await make(orderOf(entered)))}>
        <Field
          label="Name"
          name="name"
          maxLength={100}
          hint="The program that uses it."
          autoComplete="off"
          required
        />
        <fieldset className="settings-scopes">
          <legend>For</legend>
          {SCOPES.map(({ key, title }) => (
            <label key={key}>
              <input type="checkbox" name={key} defaultChecked={key === 'api'} /> {title}
            </label>
          ))}
        </fieldset>
        <SelectField
          label="Role"
          name="role"
          options={roles.map((role) => ({ key: role, title: `${role}: ${ROLE_WORDS[role]}` }))}
          hint="No more than it needs; never more than you may yourself."
        />
        <Field
          label="Valid for (days)"
          name="days"
          type="number"
          min={1}
          max={MOST_DAYS}
          defaultValue={90}
          hint={`At most ${MOST_DAYS}.`}
          required
        />
      </Form>
    </Dialog>
  );
}

function TokenText({ text, close }: { readonly text: string; close(): void }) {
  const field = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    field.current?.select();
    // Browsers have no clipboard for pages without TLS: what is marked can be copied by hand.
    await navigator.clipboard?.writeText(text);
    setCopied(navigator.clipboard !== undefined);
  };
  return (
    <Dialog title="The token is made" close={close}>
      <p>Copy it now: it is not shown again. Whoever has it can do what it may.</p>
      <div className="settings-secret">
        <input ref={field} className="input mono" readOnly value={text} aria-label="Token" />
        <button type="button" className="button" onClick={() => void copy()}>
          {isCopied ? 'Copied' : 'Copy'}
        </button>
      </div>
      <div className="dialog-actions">
        <button type="button" className="button button-main" onClick={close}>
          I have it
        </button>
      </div>
    </Dialog>
  );
}
