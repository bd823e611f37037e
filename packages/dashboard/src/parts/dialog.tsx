/** A window over the page: the browser's own, which keeps the focus inside and gives it back. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import './dialog.css';

interface DialogProps {
  readonly title: string;
  /** Seen by nobody, read to those who do not see. */
  readonly isTitleUnseen?: boolean;
  readonly className?: string;
  close(): void;
  readonly children: ReactNode;
}

/** Open as long as it is rendered; Escape and a click beside it close it. */
export function Dialog({ title, isTitleUnseen = false, className = '', close, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same, by "cancel"
    <dialog
      ref={element}
      className={`dialog ${className}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => {
        if (event.target === element.current) close();
      }}
    >
      <div className="dialog-inside">
        <h2 id={id} className={isTitleUnseen ? 'unseen' : 'dialog-title'}>
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
}
