/** Where flows are asked for: a line with proposals for what can be written next (WAI-ARIA, combobox with a list). */
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { KnownValues, Proposal } from './completion.js';
import { type QueryFault, QueryFaultNote } from './query-fault.js';
import { useProposals } from './use-proposals.js';

interface QueryBoxProps {
  /** What is searched for now. */
  readonly query: string;
  readonly known: KnownValues;
  readonly fault: QueryFault | null;
  readonly isSearching: boolean;
  search(query: string): void;
  stop(): void;
}

const LONGEST = 2_000;

export function QueryBox({ query, known, fault, isSearching, search, stop }: QueryBoxProps) {
  const [text, setText] = useState(query);
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState(-1);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const { start, end, proposals } = useProposals(text, caret, known);
  const isOpen = proposals.length > 0;

  useEffect(() => setText(query), [query]);
  useEffect(() => {
    if (fault === null || document.activeElement !== field.current) return;
    field.current?.setSelectionRange(fault.start, fault.end);
  }, [fault]);

  const close = () => {
    setCaret(null);
    setChosen(-1);
  };
  const take = (proposal: Proposal) => {
    const place = start + proposal.text.length;
    const rest = text.slice(end).replace(/^ (?=.)/, proposal.text.endsWith(' ') ? '' : ' ');
    // Before the next key, which may come at once.
    flushSync(() => {
      setText(text.slice(0, start) + proposal.text + rest);
      setChosen(-1);
      setCaret(place);
    });
    field.current?.focus();
    field.current?.setSelectionRange(place, place);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && isOpen) setChosen(stepped(chosen, step, proposals.length));
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen >= 0) take(proposals[chosen]!);
    else if (event.key === 'Escape' && isOpen) close();
    else if (step === 1 || (event.key === ' ' && event.ctrlKey)) setCaret(caretOf(event.currentTarget));
    else return;
    event.preventDefault();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    close();
    search(text.trim());
  };
  return (
    <search>
      <form className="query" onSubmit={onSubmit}>
        <div className="query-line">
          <input
            ref={field}
            className="input mono query-field"
            role="combobox"
            aria-label="Query"
            aria-expanded={isOpen}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={chosen < 0 ? undefined : `${id}-${chosen}`}
            aria-invalid={fault === null ? undefined : true}
            aria-describedby={fault === null ? undefined : `${id}-fault`}
            placeholder="All flows. Such as dport:22 state:failed"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={LONGEST}
            value={text}
            onChange={({ target }) => {
              setText(target.value);
              setCaret(target.selectionStart);
              setChosen(-1);
            }}
            onKeyDown={onKeyDown}
            onBlur={close}
          />
          {isOpen ? <Proposals id={id} proposals={proposals} chosen={chosen} take={take} /> : null}
        </div>
        <button type="submit" className="button button-main">
          Search
        </button>
        <button type="button" className="button" disabled={!isSearching} onClick={stop}>
          Stop
        </button>
      </form>
      {fault === null ? null : <QueryFaultNote id={`${id}-fault`} query={query} fault={fault} />}
    </search>
  );
}

/** -1: none; it is between the last and the first. */
function stepped(chosen: number, step: number, length: number): number {
  const next = chosen + step;
  if (next < -1) return length - 1;
  return next >= length ? -1 : next;
}

function caretOf(element: EventTarget): number {
  return element instanceof HTMLInputElement ? (element.selectionStart ?? element.value.length) : 0;
}

interface ProposalsProps {
  readonly id: string;
  readonly proposals: readonly Proposal[];
  readonly chosen: number;
  take(proposal: Proposal): void;
}

function Proposals({ id, proposals, chosen, take }: ProposalsProps) {
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => {
    shown.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <div ref={shown} id={`${id}-list`} className="query-proposals" role="listbox" aria-label="What fits here">
      {proposals.map(({ label, says, ...rest }, index) => (
        <div
          key={label}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          className="query-proposal"
          // Before the field loses the focus, which closes the list.
          onPointerDown={(event) => {
            event.preventDefault();
            take({ label, says, ...rest });
          }}
        >
          <span className="mono">{label}</span>
          <span className="muted small">{says}</span>
        </div>
      ))}
    </div>
  );
}
