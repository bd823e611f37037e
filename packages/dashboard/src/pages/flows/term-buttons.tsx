/** Makes a value a part of the query, or keeps it out of it. */
import { withoutTerm, withTerm } from './terms.js';

interface TermButtonsProps {
  /** Null: it cannot be asked for. */
  readonly term: string | null;
  /** What it is, for those who do not see where the buttons stand. */
  readonly of: string;
  readonly query: string;
  search(query: string): void;
}

export function TermButtons({ term, of, query, search }: TermButtonsProps) {
  if (term === null) return null;
  return (
    <span className="term-buttons">
      <button
        type="button"
        className="term-button"
        aria-label={`Only ${of}`}
        title={`Only these: ${withTerm(query, term)}`}
        onClick={() => search(withTerm(query, term))}
      >
        +
      </button>
      <WithoutButton term={term} of={of} query={query} search={search} />
    </span>
  );
}

export function WithoutButton({ term, of, query, search }: TermButtonsProps & { readonly term: string }) {
  return (
    <button
      type="button"
      className="term-button"
      aria-label={`Without ${of}`}
      title={`Without these: ${withoutTerm(query, term)}`}
      onClick={() => search(withoutTerm(query, term))}
    >
      {'\u2212'}
    </button>
  );
}
