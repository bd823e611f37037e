/** The head of a page: its title, also that of the window, and what can be chosen for all of it. */
import { type ReactNode, useEffect } from 'react';
import './page-head.css';

interface PageHeadProps {
  readonly title: string;
  readonly says?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageHead({ title, says, actions }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} - Strayflow`;
  }, [title]);
  return (
    <header className="page-head">
      <div>
        <h1>{title}</h1>
        {says === undefined ? null : <p className="muted small">{says}</p>}
      </div>
      {actions === undefined ? null : <div className="page-actions">{actions}</div>}
    </header>
  );
}
