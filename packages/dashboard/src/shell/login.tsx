/** Logging in. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { useSearch } from 'wouter';
import type { Session } from '../api/contract/access.js';
import { hasProvider, logIn, PROVIDER_LOGIN, setupNeeded } from '../api/session.js';
import { Empty } from '../parts/empty.js';
import { Field } from '../parts/field.js';
import { Form } from '../parts/form.js';
import { refusalWords } from './refusal-words.js';
import './login.css';

export function Login({ enter }: { enter(session: Session): void }) {
  const { data: isNew } = useQuery(setupNeeded);
  const send = async (entered: ReadonlyMap<string, string>) =>
    enter(await logIn({ name: entered.get('name') ?? '', password: entered.get('password') ?? '' }));
  return (
    <Door title="Log in">
      {isNew === true ? (
        <Empty
          title="There is no account yet."
          command="strayflow accounts add NAME --role admin --state FOLDER"
        >
          Open the link that strayflow serve printed, or make an account in a shell:
        </Empty>
      ) : (
        <Form verb="Log in" send={send}>
          <Field
            label="Name"
            name="name"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
          <Field label="Password" name="password" type="password" autoComplete="current-password" required />
        </Form>
      )}
      <ByProvider />
    </Door>
  );
}

/** For a browser that comes back from a provider of OpenID Connect without being let in: why. */
function ByProvider() {
  const { data: isThere } = useQuery(hasProvider);
  const refused = refusalWords(useSearch());
  if (isThere !== true) return null;
  return (
    <div className="provider">
      {refused !== null && <p role="alert">{refused}</p>}
      <a className="button" href={PROVIDER_LOGIN}>
        Log in with your organisation
      </a>
    </div>
  );
}

/** The first field has the focus: nothing else can be done here. */
export function Door({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} - Strayflow`;
  }, [title]);
  const door = useRef<HTMLElement>(null);
  useEffect(() => door.current?.querySelector('input')?.focus(), []);
  return (
    <main className="door" ref={door}>
      <img src="/mark.svg" alt="Strayflow" width="44" height="44" />
      <h1>{title}</h1>
      {children}
    </main>
  );
}
