/** A span of time between two moments, for those who know them, and for those who do not drag. */
import type { Span } from '../api/overview.js';
import { Dialog } from './dialog.js';
import { Field } from './field.js';
import { Form } from './form.js';

interface SpanDialogProps {
  /** Shown at the beginning, where it has two ends. */
  readonly span: Span;
  setSpan(span: Span): void;
  close(): void;
}

/** "2026-11-23T18:04" in UTC, as fields of the browser have it. */
function written(time: number): string {
  return new Date(time).toISOString().slice(0, 16);
}

/** What two such fields say. Throws RangeError in words for whoever filled them in. */
export function spanBetween(from: string, to: string): Span {
  const [begin, end] = [Date.parse(`${from}Z`), Date.parse(`${to}Z`)];
  if (Number.isNaN(begin) || Number.isNaN(end)) throw new RangeError('Both times are needed.');
  if (begin >= end) throw new RangeError('It must end after it begins.');
  return { kind: 'between', from: begin, to: end };
}

export function SpanDialog({ span, setSpan, close }: SpanDialogProps) {
  const before = span.kind === 'between' ? { from: written(span.from), to: written(span.to) } : {};
  return (
    <Dialog title="Between two times" close={close}>
      <Form
        verb="Show"
        send={async (entered) => {
          setSpan(spanBetween(entered.get('from') ?? '', entered.get('to') ?? ''));
          close();
        }}
      >
        <Field label="From (UTC)" name="from" type="datetime-local" required defaultValue={before.from} />
        <Field label="To (UTC)" name="to" type="datetime-local" required defaultValue={before.to} />
      </Form>
    </Dialog>
  );
}
