/** What is wrong with a query, at its place. */
import { ApiFault } from '../../api/fault.js';

export interface QueryFault {
  readonly message: string;
  /** Of the query, where it is wrong. */
  readonly start: number;
  readonly end: number;
}

/** Null: something else went wrong. */
export function queryFaultOf(error: unknown, query: string): QueryFault | null {
  if (!(error instanceof ApiFault) || error.status !== 400) return null;
  for (const { at, message } of error.errors) {
    const place = /^query:(\d{1,5})$/.exec(at);
    if (place === null) continue;
    const start = Math.min(Number(place[1]), query.length);
    const word = /^\S[^\s()]*/.exec(query.slice(start))?.[0] ?? '';
    return { message, start, end: start + word.length };
  }
  return null;
}

/** Characters before and behind it. */
const AROUND = 40;

interface QueryFaultNoteProps {
  readonly id: string;
  readonly query: string;
  readonly fault: QueryFault;
}

export function QueryFaultNote({ id, query, fault: { message, start, end } }: QueryFaultNoteProps) {
  const from = Math.max(0, start - AROUND);
  const to = Math.min(query.length, end + AROUND);
  return (
    <div id={id} className="query-fault" role="alert">
      <p>{message}</p>
      <pre>
        <code>
          {from > 0 ? '\u2026' : ''}
          {query.slice(from, start)}
          <mark>{query.slice(start, end) || '\u2038'}</mark>
          {query.slice(end, to)}
          {to < query.length ? '\u2026' : ''}
        </code>
      </pre>
    </div>
  );
}
