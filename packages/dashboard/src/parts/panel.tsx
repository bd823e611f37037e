/** A part of a page with a heading of its own. */
import { type ReactNode, useId } from 'react';
import './panel.css';

interface PanelProps {
  readonly title: string;
  /** One sentence under the heading. */
  readonly says?: ReactNode;
  /** Beside the heading. */
  readonly actions?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Panel({ title, says, actions, className = '', children }: PanelProps) {
  const id = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={id}>
      <header className="panel-head">
        <div>
          <h2 id={id}>{title}</h2>
          {says === undefined ? null : <p className="muted small">{says}</p>}
        </div>
        {actions}
      </header>
      {children}
    </section>
  );
}
