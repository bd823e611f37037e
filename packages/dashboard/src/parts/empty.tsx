/** Nothing here yet: why, and what to do so that there is. */
import type { ReactNode } from 'react';
import './empty.css';

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
  /** To be typed into a shell. */
  readonly command?: string;
}

export function Empty({ title, children, command }: EmptyProps) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children === undefined ? null : <div className="muted">{children}</div>}
      {command === undefined ? null : (
        <pre className="empty-command">
          <code>{command}</code>
        </pre>
      )}
    </div>
  );
}
