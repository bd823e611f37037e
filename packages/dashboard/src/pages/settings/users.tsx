/** Accounts: who may use the service, and what each may; for admins. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { accounts, addAccount, changeAccount, removeAccount } from '../../api/accounts.js';
import type { Account } from '../../api/contract/access.js';
import { session } from '../../api/session.js';
import { Badge } from '../../parts/badge.js';
import { Confirm } from '../../parts/confirm.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { Loading } from '../../parts/loading.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { Time } from '../../parts/time.js';
import { useToast } from '../../parts/toast.js';
import { AddAccount, ChangeRole, NewPassword } from './account-forms.js';

type Deed = 'role' | 'password' | 'remove';
type Doing = { readonly deed: Deed; readonly account: Account } | { readonly deed: 'add' };

function columns(
  own: string | undefined,
  begin: (deed: Deed, account: Account) => void,
): readonly [Column<Account>, ...Column<Account>[]] {
  const deeds: readonly (readonly [Deed, string])[] = [
    ['role', 'Role'],
    ['password', 'Password'],
    ['remove', 'Remove'],
  ];
  return [
    { key: 'name', heading: 'Name', cell: ({ name }) => name },
    { key: 'role', heading: 'Role', cell: ({ role }) => <Badge>{role}</Badge> },
    {
      key: 'login',
      heading: 'Last login (UTC)',
      cell: ({ login }) => (login === null ? <span className="muted">never</span> : <Time at={login} />),
    },
    { key: 'added', heading: 'Added (UTC)', isMinor: true, cell: ({ added }) => <Time at={added} /> },
    {
      key: 'deeds',
      heading: 'Change',
      cell: (account) =>
        account.name === own ? (
          <span className="muted">you</span>
        ) : (
          <span className="settings-deeds">
            {deeds.map(([deed, title]) => (
              <button
                key={deed}
                type="button"
                className="button small"
                onClick={() => begin(deed, account)}
                aria-label={`${title}: ${account.name}`}
              >
                {title}
              </button>
            ))}
          </span>
        ),
    },
  ];
}

export function Users() {
  const asked = useQuery(accounts);
  const { data: who } = useQuery(session);
  const [doing, setDoing] = useState<Doing | null>(null);
  if (asked.isPending) return <Loading what="accounts" />;
  if (asked.isError) return <Problem error={asked.error} again={() => void asked.refetch()} />;
  return (
    <Panel
      title="Users"
      says="A role may do what the one before it may, and more: viewer, analyst, responder, admin."
      actions={
        <button type="button" className="button button-main" onClick={() => setDoing({ deed: 'add' })}>
          Add account
        </button>
      }
    >
      <DataTable
        label="Accounts"
        columns={columns(who?.name, (deed, account) => setDoing({ deed, account }))}
        rows={asked.data}
        keyOf={({ name }) => name}
      />
      {doing === null ? null : <Deeds doing={doing} close={() => setDoing(null)} />}
    </Panel>
  );
}

function Deeds({ doing, close }: { readonly doing: Doing; close(): void }) {
  const queries = useQueryClient();
  const say = useToast();
  const done = async (text: string) => {
    await queries.invalidateQueries({ queryKey: accounts.queryKey });
    say(text);
  };
  if (doing.deed === 'add') {
    const add: Parameters<typeof AddAccount>[0]['add'] = async (order) => {
      await addAccount(order);
      await done(`${order.name} may log in now, as ${order.role}.`);
    };
    return <AddAccount add={add} close={close} />;
  }
  const { account } = doing;
  const { name } = account;
  if (doing.deed === 'role') {
    const change: Parameters<typeof ChangeRole>[0]['change'] = async (role) => {
      await changeAccount(name, { role });
      await done(`${name} is ${role} now.`);
    };
    return <ChangeRole account={account} change={change} close={close} />;
  }
  if (doing.deed === 'password') {
    const change = async (password: string) => {
      await changeAccount(name, { password });
      await done(`${name} has a new password; the sessions of ${name} have ended.`);
    };
    return <NewPassword account={account} change={change} close={close} />;
  }
  const remove = async () => {
    await removeAccount(name);
    await done(`The account ${name} is removed.`);
  };
  return (
    <Confirm title={`Remove the account ${name}?`} verb="Remove" isGrave act={remove} close={close}>
      Its sessions end and its tokens stop working at once. What it did stays in the audit log.
    </Confirm>
  );
}
