/** Oneself: the role, the password, sessions, and how the dashboard looks in this browser. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { changePassword, session, sessions } from '../../api/session.js';
import { Badge } from '../../parts/badge.js';
import { Choice } from '../../parts/choice.js';
import { Field } from '../../parts/field.js';
import { Form } from '../../parts/form.js';
import { Panel } from '../../parts/panel.js';
import { useToast } from '../../parts/toast.js';
import { onTheme, setTheme, type Theme, theme } from '../../style/theme.js';
import { mayWords } from '../../words/roles.js';
import { OwnSessions } from './own-sessions.js';

const THEMES: readonly { readonly key: Theme; readonly title: string }[] = [
  { key: 'system', title: 'As the system' },
  { key: 'light', title: 'Light' },
  { key: 'dark', title: 'Dark' },
];

export function You() {
  const say = useToast();
  const queries = useQueryClient();
  const { data: who } = useQuery(session);
  const chosen = useSyncExternalStore(onTheme, theme);
  const send = async (entered: ReadonlyMap<string, string>) => {
    const [password = '', next = '', again = ''] = ['password', 'next', 'again'].map((name) =>
      entered.get(name),
    );
    if (next !== again) throw new RangeError('The new password was not repeated as it is.');
    await changePassword({ password, next });
    await queries.invalidateQueries({ queryKey: sessions.queryKey });
    say('The password is changed. All your other sessions have ended.');
  };
  return (
    <div className="settings-panels">
      {who == null ? null : (
        <Panel title={who.name}>
          <p>
            <Badge tone="accent">{who.role}</Badge> {mayWords(who.role).join('; ')}.{' '}
            {who.role === 'admin' ? null : <span className="muted">Admins change roles.</span>}
          </p>
        </Panel>
      )}
      <Panel title="Password" says="Changing it ends all your other sessions.">
        <Form verb="Change password" send={send}>
          <Field
            label="Present password"
            name="password"
            type="password"
            autoComplete="current-password"
            required
          />
          <Field
            label="New password"
            name="next"
            type="password"
            autoComplete="new-password"
            hint="12 characters or more."
            minLength={12}
            required
          />
          <Field
            label="New password again"
            name="again"
            type="password"
            autoComplete="new-password"
            required
          />
        </Form>
      </Panel>
      <OwnSessions />
      <Panel title="Appearance" says="Kept in this browser.">
        <Choice label="Theme" options={THEMES} chosen={chosen} choose={setTheme} />
      </Panel>
    </div>
  );
}
