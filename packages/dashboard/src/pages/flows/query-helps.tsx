/** Beside the query: what was asked before, and how to ask. */
import { useState } from 'react';
import { Dialog } from '../../parts/dialog.js';
import { EXAMPLES, FIELDS } from './language.js';

interface QueryHelpsProps {
  readonly queries: readonly string[];
  search(query: string): void;
  forget(): void;
}

export function QueryHelps({ queries, search, forget }: QueryHelpsProps) {
  const [opened, setOpened] = useState<'history' | 'language' | null>(null);
  const close = () => setOpened(null);
  const choose = (query: string) => {
    close();
    search(query);
  };
  return (
    <div className="query-helps">
      <button type="button" className="button button-quiet small" onClick={() => setOpened('language')}>
        How to ask
      </button>
      <button type="button" className="button button-quiet small" onClick={() => setOpened('history')}>
        Asked before
      </button>
      {opened === 'language' ? <Language choose={choose} close={close} /> : null}
      {opened === 'history' ? (
        <History queries={queries} choose={choose} forget={forget} close={close} />
      ) : null}
    </div>
  );
}

interface Choosing {
  choose(query: string): void;
  close(): void;
}

function QueryButtons({
  queries,
  choose,
}: Pick<Choosing, 'choose'> & { readonly queries: readonly (readonly [string, string])[] }) {
  return (
    <ul className="plain-list query-list">
      {queries.map(([query, says]) => (
        <li key={query}>
          <button type="button" className="query-old" onClick={() => choose(query)}>
            <span className="mono">{query}</span>
            {says === '' ? null : <span className="muted small">{says}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}

function History({ queries, choose, forget, close }: Choosing & Pick<QueryHelpsProps, 'queries' | 'forget'>) {
  return (
    <Dialog title="Asked before" close={close}>
      {queries.length === 0 ? (
        <p className="muted">Nothing yet. Queries are kept here, in this browser alone, when you search.</p>
      ) : (
        <QueryButtons queries={queries.map((query) => [query, ''] as const)} choose={choose} />
      )}
      <div className="dialog-actions">
        {queries.length === 0 ? null : (
          <button type="button" className="button" onClick={forget}>
            Forget them
          </button>
        )}
        <button type="button" className="button" onClick={close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

function Language({ choose, close }: Choosing) {
  return (
    <Dialog title="How to ask for flows" className="query-language" close={close}>
      <p>
        Terms stand beside each other, and all must hold. <code>or</code>, <code>not</code> and parentheses
        join them otherwise. An address or prefix by itself is <code>host:</code>. Several values have commas:{' '}
        <code>dport:22,80,8000-8100</code>. Numbers take <code>&gt;</code>, <code>&gt;=</code>,{' '}
        <code>&lt;</code> and <code>&lt;=</code>. In text, <code>*</code> is any text; quotes hold spaces.
      </p>
      <h3>Such as</h3>
      <QueryButtons queries={EXAMPLES} choose={choose} />
      <h3>Fields</h3>
      <dl className="query-fields">
        {FIELDS.map(({ name, says }) => (
          <div key={name}>
            <dt className="mono">{name}:</dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
