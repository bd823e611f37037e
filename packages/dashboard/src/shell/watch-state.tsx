/** How the watch is doing, in the corner. */
import { useQuery } from '@tanstack/react-query';
import { status } from '../api/status.js';
import { watchWords } from './watch-words.js';

export function WatchState() {
  const { data } = useQuery(status);
  if (data === undefined) return null;
  const { tone, title, says } = watchWords(data);
  return (
    <div className="watch-state">
      <p className={`watch-title watch-${tone}`}>{title}</p>
      <p className="muted small">{says}</p>
      <p className="muted small">Strayflow {data.version}</p>
    </div>
  );
}
