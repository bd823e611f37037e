/** Browsers that are logged in as oneself; each may be logged out from here. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SessionPlace } from '../../api/contract/access.js';
import { endSession, sessions } from '../../api/session.js';
import { Badge } from '../../parts/badge.js';
import { Confirm } from '../../parts/confirm.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { Loading } from '../../parts/loading.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { Time } from '../../parts/time.js';
import { useToast } from '../../parts/toast.js';
import { utc } from '../../words/times.js';

function columns(
  end: (session: SessionPlace) => void,
): readonly [Column<SessionPlace>, ...Column<SessionPlace>[]] {
  return [
    { key: 'begun', heading: 'Logged in (UTC)', cell: ({ begun }) => <Time at={begun} /> },
    { key: 'seen', heading: 'Last used (UTC)', cell: ({ seen }) => <Time at={seen} /> },
    {
      key: 'end',
      heading: 'Log out',
      cell: (session) =>
        session.isThis ? (
          <Badge tone="accent">this browser</Badge>
        ) : (
          <button
            type="button"
            className="button small"
            onClick={() => end(session)}
            aria-label={`Log out the session of ${utc(session.begun)}`}
          >
            Log out
          </button>
        ),
    },
  ];
}

export function OwnSessions() {
  const asked = useQuery(sessions);
  const queries = useQueryClient();
  const say = useToast();
  const [ended, setEnded] = useState<SessionPlace | null>(null);
  const end = async ({ id }: SessionPlace) => {
    await endSession(id);
    await queries.invalidateQueries({ queryKey: sessions.queryKey });
    say('That browser is logged out.');
  };
  return (
    <Panel
      title="Sessions"
      says="Browsers that are logged in with your account. End those that you do not know."
    >
      {asked.isPending ? (
        <Loading what="sessions" />
      ) : asked.isError ? (
        <Problem error={asked.error} again={() => void asked.refetch()} />
      ) : (
        <DataTable label="Sessions" columns={columns(setEnded)} rows={asked.data} keyOf={({ id }) => id} />
      )}
      {ended === null ? null : (
        <Confirm
          title="Log that browser out?"
          verb="Log out"
          act={() => end(ended)}
          close={() => setEnded(null)}
        >
          It was logged in on {utc(ended.begun)} UTC. Was it not you? Then change your password, too.
        </Confirm>
      )}
    </Panel>
  );
}
