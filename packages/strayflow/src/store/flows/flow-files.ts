/** Where flows lie: files of the history, and segments with rows that are not in it yet. Each row is in exactly one of them. */
import type { KeptSegment } from '../history.js';
import type { StateReader } from '../reading/state-reader.js';
import { HOUR_MS } from '../segment.js';

/** Event time (Unix ms), `to` not included. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

export interface FlowFile {
  /** Below the history's folder. */
  readonly path: string;
  /** Since 1970. */
  readonly hour: number;
  /** No row is earlier or later (Unix ms). */
  readonly first: number;
  readonly last: number;
}

export interface FlowPlaces {
  /** Oldest first. */
  readonly files: readonly FlowFile[];
  /** In order of arrival. */
  readonly segments: readonly KeptSegment[];
}

/** As one moment has them: what moves from a segment into the history is in one of them. */
export function placesOf(reader: StateReader, { from, to }: TimeSpan): FlowPlaces {
  return reader.together(() => ({
    files: reader.rows<FlowFile>(
      `SELECT path, hour, coalesce(first, ?1 * hour) AS first, coalesce(last, ?1 * (hour + 1)) AS last FROM history
       WHERE kind = 'flows' AND hour >= ?2 AND hour < ?3 AND coalesce(last >= ?4, true) AND coalesce(first < ?5, true)
       ORDER BY hour, number`,
      ...[HOUR_MS, Math.floor(from / HOUR_MS), to / HOUR_MS, from, to],
    ),
    segments: reader
      .rows<Omit<KeptSegment, 'hours'> & { hours: string }>(
        `SELECT number, bytes, rows, first, last, hours, written_until AS writtenUntil FROM segments
         WHERE last >= ? AND first < ? AND last >= written_until ORDER BY number`,
        ...[from, to],
      )
      .map((segment) => ({ ...segment, hours: JSON.parse(segment.hours) as number[] })),
  }));
}

/** The event times that are stored at all; null where there is nothing. */
export function storedSpan(reader: StateReader): TimeSpan | null {
  const row = reader.row<{
    first: number | null;
    last: number | null;
    low: number | null;
    high: number | null;
  }>(
    `SELECT min(hour) AS first, max(hour) AS last, (SELECT min(first) FROM segments) AS low,
       (SELECT max(last) FROM segments) AS high FROM history WHERE kind = 'flows'`,
  );
  const starts = [row?.low, row?.first == null ? null : row.first * HOUR_MS].filter((each) => each != null);
  const ends = [row?.high, row?.last == null ? null : (row.last + 1) * HOUR_MS - 1].filter(
    (each) => each != null,
  );
  return starts.length === 0 ? null : { from: Math.min(...starts), to: Math.max(...ends) + 1 };
}
