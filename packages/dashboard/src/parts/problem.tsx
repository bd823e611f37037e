/** What went wrong and what to do about it. */
import { ApiFault, adviceOn } from '../api/fault.js';
import './problem.css';

interface ProblemProps {
  readonly error: unknown;
  /** What was wanted, such as "The hosts could not be loaded." */
  readonly title?: string;
  readonly again?: () => void;
}

export function Problem({ error, title, again }: ProblemProps) {
  const advice = adviceOn(error);
  const faults = error instanceof ApiFault ? error.errors : [];
  return (
    <div className="problem" role="alert">
      {title === undefined ? null : <p className="problem-title">{title}</p>}
      <p>{error instanceof Error ? error.message : String(error)}</p>
      {faults.length === 0 ? null : (
        <ul>
          {faults.map(({ at, message }) => (
            <li key={`${at} ${message}`}>
              <code>{at}</code>: {message}
            </li>
          ))}
        </ul>
      )}
      {advice === null ? null : <p className="muted">{advice}</p>}
      {again === undefined ? null : (
        <button type="button" className="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}
