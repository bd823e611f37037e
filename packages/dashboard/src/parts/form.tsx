/** A form that is sent by Enter or its button, and says what was wrong with it. */
import { type ReactNode, useState } from 'react';
import { Problem } from './problem.js';
import './field.css';

interface FormProps {
  /** The verb on the button. */
  readonly verb: string;
  /** What was entered, by the names of the fields. What it throws is shown above the button. */
  send(entered: ReadonlyMap<string, string>): Promise<void>;
  readonly children: ReactNode;
}

export function Form({ verb, send, children }: FormProps) {
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (form: HTMLFormElement) => {
    setSending(true);
    setError(null);
    try {
      await send(entriesOf(form));
      form.reset();
    } catch (cause) {
      setError(cause);
    }
    setSending(false);
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      {children}
      {error === null ? null : <Problem error={error} />}
      <div>
        <button type="submit" className="button button-main" disabled={isSending}>
          {verb}
        </button>
      </div>
    </form>
  );
}

function entriesOf(form: HTMLFormElement): ReadonlyMap<string, string> {
  const pairs = [...new FormData(form)].map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : value.name,
  ]);
  return new Map(pairs);
}
