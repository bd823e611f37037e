/** What stands in the place of answers that are not there: being looked for, stopped, or refused. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Empty } from '../../parts/empty.js';
import { Loading } from '../../parts/loading.js';
import { Problem } from '../../parts/problem.js';

type Asked = Pick<UseQueryResult, 'isPending' | 'fetchStatus' | 'error' | 'data'>;

interface UnansweredProps {
  readonly asked: Asked;
  readonly what: string;
  readonly height: string;
  again(): void;
}

/** Null where there is an answer. */
export function unanswered({ asked, what, height, again }: UnansweredProps): ReactNode {
  if (asked.data !== undefined) return null;
  if (asked.error !== null) return <Problem error={asked.error} again={again} />;
  if (asked.fetchStatus !== 'idle') return <Loading what={what} height={height} />;
  return (
    <Empty title="The search was stopped.">
      <button type="button" className="button" onClick={again}>
        Search again
      </button>
    </Empty>
  );
}

/** Where the server ended the search: what is shown is not all. */
export function CutNote({ isWhole, children }: { readonly isWhole: boolean; readonly children: ReactNode }) {
  return isWhole ? null : (
    <p className="flows-cut" role="status">
      <strong>The search was cut.</strong> {children} A shorter span of time or a narrower query is looked
      through further.
    </p>
  );
}
