/** One's tokens: what programs use the service with. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Token, TokenOrder } from '../../api/contract/access.js';
import { session, useMay } from '../../api/session.js';
import { addToken, removeToken, tokens } from '../../api/tokens.js';
import { Badge } from '../../parts/badge.js';
import { Confirm } from '../../parts/confirm.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { Empty } from '../../parts/empty.js';
import { Loading } from '../../parts/loading.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { Time } from '../../parts/time.js';
import { useToast } from '../../parts/toast.js';
import { TokenForm } from './token-form.js';

const ACCOUNT: Column<Token> = {
  key: 'account',
  heading: 'Account',
  isMinor: true,
  cell: ({ account }) => account,
};

function columns(
  isAdmin: boolean,
  remove: (token: Token) => void,
): readonly [Column<Token>, ...Column<Token>[]] {
  return [
    { key: 'name', heading: 'Name', cell: ({ name }) => name },
    ...(isAdmin ? [ACCOUNT] : []),
    { key: 'role', heading: 'Role', cell: ({ role }) => <Badge>{role}</Badge> },
    { key: 'scopes', heading: 'For', cell: ({ scopes }) => scopes.join(', ') },
    {
      key: 'used',
      heading: 'Last used (UTC)',
      cell: ({ used }) => (used === null ? <span className="muted">never</span> : <Time at={used} />),
    },
    { key: 'expires', heading: 'Ends (UTC)', cell: ({ expires }) => <Time at={expires} /> },
    {
      key: 'remove',
      heading: 'Remove',
      cell: (token) => (
        <button
          type="button"
          className="button small"
          onClick={() => remove(token)}
          aria-label={`Remove ${token.name}`}
        >
          Remove
        </button>
      ),
    },
  ];
}

export function Tokens() {
  const asked = useInfiniteQuery(tokens);
  const queries = useQueryClient();
  const say = useToast();
  const isAdmin = useMay('admin');
  const { data: who } = useQuery(session);
  const [isMaking, setMaking] = useState(false);
  const [removed, setRemoved] = useState<Token | null>(null);
  if (asked.isPending) return <Loading what="tokens" />;
  if (asked.isError) return <Problem error={asked.error} again={() => void asked.refetch()} />;
  const rows = asked.data.pages.flatMap(({ items }) => items);
  const remove = async ({ id, name }: Token) => {
    await removeToken(id);
    await queries.invalidateQueries({ queryKey: tokens.queryKey });
    say(`The token "${name}" is removed.`);
  };
  const make = async (order: TokenOrder) => {
    const text = await addToken(order);
    await queries.invalidateQueries({ queryKey: tokens.queryKey });
    return text;
  };
  return (
    <Panel
      title="Tokens"
      says="What programs use the service with. The text of a token is shown once, when it is made."
      actions={
        <button type="button" className="button button-main" onClick={() => setMaking(true)}>
          Make a token
        </button>
      }
    >
      {rows.length === 0 ? (
        <Empty
          title="There are no tokens."
          command="curl -H &quot;Authorization: Bearer $TOKEN&quot; https://HOST/api/v1/status"
        >
          A program sends its token with every request:
        </Empty>
      ) : (
        <DataTable
          label="Tokens"
          columns={columns(isAdmin, setRemoved)}
          rows={rows}
          keyOf={({ id }) => id}
          more={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
          isLoadingMore={asked.isFetchingNextPage}
        />
      )}
      {isMaking && who != null ? <TokenForm who={who} make={make} close={() => setMaking(false)} /> : null}
      {removed === null ? null : (
        <Confirm
          title={`Remove the token "${removed.name}"?`}
          verb="Remove"
          isGrave
          act={() => remove(removed)}
          close={() => setRemoved(null)}
        >
          Programs that use it are refused from now on.
        </Confirm>
      )}
    </Panel>
  );
}
