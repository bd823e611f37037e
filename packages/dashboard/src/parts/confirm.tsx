/** Asks before something is done that cannot be taken back. */
import { type ReactNode, useState } from 'react';
import { Dialog } from './dialog.js';
import { Problem } from './problem.js';

interface ConfirmProps {
  readonly title: string;
  /** What will be, in a sentence. */
  readonly children: ReactNode;
  /** The verb on the button. */
  readonly verb: string;
  readonly isGrave?: boolean;
  /** Closed when it has come to its end; stays open with the problem where it failed. */
  act(): Promise<void>;
  close(): void;
}

export function Confirm({ title, children, verb, isGrave = false, act, close }: ConfirmProps) {
  const [isActing, setActing] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const go = async () => {
    setActing(true);
    try {
      await act();
      close();
    } catch (cause) {
      setError(cause);
      setActing(false);
    }
  };
  return (
    <Dialog title={title} close={close}>
      <div>{children}</div>
      {error === null ? null : <Problem error={error} />}
      <div className="dialog-actions">
        <button type="button" className="button" onClick={close}>
          Cancel
        </button>
        <button
          type="button"
          className={`button ${isGrave ? 'button-grave' : 'button-main'}`}
          disabled={isActing}
          onClick={() => void go()}
        >
          {verb}
        </button>
      </div>
    </Dialog>
  );
}
