/** Dialogs of an admin about one account: adding it, its role, a new password. */
import type { Account } from '../../api/contract/access.js';
import type { AccountRole } from '../../api/contract/basics.js';
import { ROLES } from '../../api/session.js';
import { Dialog } from '../../parts/dialog.js';
import { Field } from '../../parts/field.js';
import { Form } from '../../parts/form.js';
import { SelectField } from '../../parts/select-field.js';
import { ROLE_WORDS } from '../../words/roles.js';

const ROLE_OPTIONS = ROLES.map((role) => ({ key: role, title: `${role}: ${ROLE_WORDS[role]}` }));

export function roleOf(entered: ReadonlyMap<string, string>): AccountRole {
  return ROLES.find((role) => role === entered.get('role')) ?? 'viewer';
}

function passwordOf(entered: ReadonlyMap<string, string>): string {
  const password = entered.get('password') ?? '';
  if (password !== entered.get('again')) throw new RangeError('The password was not repeated as it is.');
  return password;
}

function Passwords() {
  return (
    <>
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        hint="12 characters or more. Whoever gets it changes it under Settings, You."
        minLength={12}
        required
      />
      <Field label="Password again" name="again" type="password" autoComplete="new-password" required />
    </>
  );
}

interface AddAccountProps {
  add(order: { name: string; role: AccountRole; password: string }): Promise<void>;
  close(): void;
}

export function AddAccount({ add, close }: AddAccountProps) {
  const send = async (entered: ReadonlyMap<string, string>) => {
    const password = passwordOf(entered);
    await add({ name: entered.get('name') ?? '', role: roleOf(entered), password });
    close();
  };
  return (
    <Dialog title="Add an account" close={close}>
      <Form verb="Add" send={send}>
        <Field
          label="Name"
          name="name"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={63}
          hint="Lower-case letters, digits, dots and dashes."
          required
        />
        <SelectField label="Role" name="role" options={ROLE_OPTIONS} defaultValue="viewer" />
        <Passwords />
      </Form>
    </Dialog>
  );
}

interface ChangeProps<Value> {
  readonly account: Account;
  change(value: Value): Promise<void>;
  close(): void;
}

export function ChangeRole({ account: { name, role }, change, close }: ChangeProps<AccountRole>) {
  const send = async (entered: ReadonlyMap<string, string>) => {
    await change(roleOf(entered));
    close();
  };
  return (
    <Dialog title={`Role of ${name}`} close={close}>
      <Form verb="Change role" send={send}>
        <SelectField label="Role" name="role" options={ROLE_OPTIONS} defaultValue={role} />
      </Form>
    </Dialog>
  );
}

export function NewPassword({ account: { name }, change, close }: ChangeProps<string>) {
  const send = async (entered: ReadonlyMap<string, string>) => {
    await change(passwordOf(entered));
    close();
  };
  return (
    <Dialog title={`New password of ${name}`} close={close}>
      <p className="muted small">All sessions of {name} end. Tokens stay.</p>
      <Form verb="Set password" send={send}>
        <Passwords />
      </Form>
    </Dialog>
  );
}
