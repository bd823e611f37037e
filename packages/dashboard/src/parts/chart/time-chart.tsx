/** A chart over time. */
import { useCallback, useMemo } from 'react';
import { Chart } from './chart.js';
import type { Colours } from './colours.js';
import { type TimeChartData, timeOption, timeTable } from './time-series.js';

interface TimeChartProps {
  readonly label: string;
  /** Least height (rem). */
  readonly height: number;
  /** Should be the same object as long as the data are. */
  readonly data: TimeChartData;
  readonly select?: (from: number, to: number) => void;
}

export function TimeChart({ label, height, data, select }: TimeChartProps) {
  const option = useCallback((colours: Colours, size: number) => timeOption(data, size, colours), [data]);
  const table = useMemo(() => timeTable(data), [data]);
  const series = data.rows.flatMap((row) => row.series);
  const legend = (
    <ul className="legend plain-list">
      {series.map(({ name, colour }) => (
        <li key={name}>
          <span className="legend-mark" style={{ background: `var(--${colour})` }} />
          {name}
        </li>
      ))}
    </ul>
  );
  return <Chart label={label} height={height} legend={legend} data={table} option={option} select={select} />;
}
