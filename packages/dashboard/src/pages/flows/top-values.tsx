/** What most flows have in common; a click makes it a part of the query. */
import { useQuery } from '@tanstack/react-query';
import type { FlowTop, FlowTopBy } from '../../api/contract/flows.js';
import { flowTop } from '../../api/flows.js';
import { Choice } from '../../parts/choice.js';
import { Empty } from '../../parts/empty.js';
import { Panel } from '../../parts/panel.js';
import { bytes, count, share } from '../../words/numbers.js';
import { protocolName } from '../../words/protocols.js';
import type { SearchState } from './page.js';
import { CutNote, unanswered } from './state.js';
import { WithoutButton } from './term-buttons.js';
import { termOfKey, withTerm } from './terms.js';
import { TOPS } from './use-search.js';

interface TopValuesProps {
  readonly state: SearchState;
  search(query: string): void;
}

function shownKey(by: FlowTopBy, key: string): string {
  if (key === '') return 'not known';
  return by === 'protocol' ? protocolName(Number(key)) : key;
}

export function TopValues({ state, search }: TopValuesProps) {
  const { asked, by, set } = state;
  const found = useQuery(flowTop(asked, by));
  return (
    <Panel
      className="flows-wide"
      title="Most often"
      says="Click a value to see its flows alone."
      actions={
        <Choice
          label="What values are of"
          options={TOPS}
          chosen={by}
          choose={(key) => set('by', key === TOPS[0]!.key ? '' : key)}
        />
      }
    >
      <CutNote isWhole={found.data?.isWhole ?? true}>
        Rare values may be missing, and where time ran out all are counted too low.
      </CutNote>
      {unanswered({ asked: found, what: 'values', height: '9rem', again: () => void found.refetch() })}
      {found.data?.items.length === 0 ? <Empty title="There is nothing to count." /> : null}
      {found.data === undefined || found.data.items.length === 0 ? null : (
        <TopList items={found.data.items} by={by} query={state.query} search={search} />
      )}
    </Panel>
  );
}

interface TopListProps {
  readonly items: FlowTop['items'];
  readonly by: FlowTopBy;
  readonly query: string;
  search(query: string): void;
}

function TopList({ items, by, query, search }: TopListProps) {
  const most = Math.max(1, ...items.map(({ flows }) => flows));
  const all = items.reduce((sum, { flows }) => sum + flows, 0);
  return (
    <ol className="plain-list flows-top">
      {items.map(({ key, flows, bytes: size }) => (
        <li key={key} className="flows-top-value">
          <span className="flows-top-bar" style={{ inlineSize: `${((100 * flows) / most).toFixed(1)}%` }} />
          <TopKey by={by} name={key} query={query} search={search} />
          <span className="flows-top-numbers" title={`${share(flows, all)} of those shown`}>
            {count(flows)} <span className="muted">{bytes(size)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}

interface TopKeyProps extends Pick<TopListProps, 'by' | 'query' | 'search'> {
  readonly name: string;
}

function TopKey({ by, name, query, search }: TopKeyProps) {
  const term = termOfKey(by, name);
  const text = shownKey(by, name);
  const className = name === '' ? 'muted' : 'mono';
  if (term === null) return <span className={className}>{text}</span>;
  return (
    <span>
      <button
        type="button"
        className={`flows-top-key ${className}`}
        title={`Only these: ${withTerm(query, term)}`}
        onClick={() => search(withTerm(query, term))}
      >
        {text}
      </button>
      <WithoutButton term={term} of={text} query={query} search={search} />
    </span>
  );
}
