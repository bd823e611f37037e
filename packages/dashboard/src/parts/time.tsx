/** A moment in UTC; its title gives the local time. */
import { local, utc, utcShort } from '../words/times.js';

interface TimeProps {
  /** Unix ms. */
  readonly at: number;
  /** Hours and minutes, and the day only where it differs from that of this moment. */
  readonly beside?: number;
}

export function Time({ at, beside }: TimeProps) {
  return (
    <time dateTime={new Date(at).toISOString()} title={`${utc(at)} UTC, here ${local(at)}`}>
      {beside === undefined ? utc(at) : utcShort(at, beside)}
    </time>
  );
}
