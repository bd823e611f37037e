/** Making the first account, with the secret of the link that the server printed. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Session } from '../api/contract/access.js';
import { setUp, setupNeeded } from '../api/session.js';
import { Empty } from '../parts/empty.js';
import { Field } from '../parts/field.js';
import { Form } from '../parts/form.js';
import { Door } from './login.js';

/** Read once and then taken out of the address, so that it is in no history. */
function useSecret(): string {
  const [secret] = useState(() => window.location.hash.slice(1));
  useEffect(() => window.history.replaceState(null, '', window.location.pathname), []);
  return secret;
}

export function Setup({ enter }: { enter(session: Session): void }) {
  const token = useSecret();
  const { data: isNew } = useQuery(setupNeeded);
  if (isNew === false) {
    return (
      <Door title="Set up">
        <Empty title="There is an account already.">
          <a href="/">Log in</a>
        </Empty>
      </Door>
    );
  }
  const send = async (entered: ReadonlyMap<string, string>) => {
    const [name = '', password = '', again = ''] = ['name', 'password', 'again'].map((key) =>
      entered.get(key),
    );
    if (password !== again) throw new RangeError('The password was not repeated as it is.');
    enter(await setUp({ token, name, password }));
  };
  return (
    <Door title="Make the first account">
      {token === '' ? (
        <Empty title="The link is not whole.">
          Open it as strayflow serve printed it, with all that stands behind #. It works once, for an hour.
        </Empty>
      ) : (
        <>
          <p className="muted">It is an admin: it may do everything, and make accounts for others.</p>
          <Form verb="Make the account" send={send}>
            <Field
              label="Name"
              name="name"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              hint="Lower-case letters, digits, dots and dashes."
              required
            />
            <Field
              label="Password"
              name="password"
              type="password"
              autoComplete="new-password"
              hint="12 characters or more."
              minLength={12}
              required
            />
            <Field label="Password again" name="again" type="password" autoComplete="new-password" required />
          </Form>
        </>
      )}
    </Door>
  );
}
