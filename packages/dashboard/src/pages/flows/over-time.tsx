/** How many flows there were, and how many bytes, over time. */
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { FlowHistogram } from '../../api/contract/flows.js';
import { flowHistogram } from '../../api/flows.js';
import { TimeChart } from '../../parts/chart/time-chart.js';
import type { TimeChartData } from '../../parts/chart/time-series.js';
import { Choice } from '../../parts/choice.js';
import { Panel } from '../../parts/panel.js';
import { bytes, counted, duration, shortCount } from '../../words/numbers.js';
import type { SearchState } from './page.js';
import { CutNote, unanswered } from './state.js';

type Measure = 'flows' | 'bytes';
const MEASURES: readonly { readonly key: Measure; readonly title: string }[] = [
  { key: 'flows', title: 'Flows' },
  { key: 'bytes', title: 'Bytes' },
];

function dataOf({ items, stepMs }: FlowHistogram, measure: Measure): TimeChartData {
  const isBytes = measure === 'bytes';
  return {
    times: items.map(({ time }) => time),
    format: isBytes ? bytes : shortCount,
    rows: [
      {
        title: `${isBytes ? 'Bytes' : 'Flows'} in ${duration(stepMs)}`,
        share: 1,
        series: [
          {
            name: isBytes ? 'Bytes' : 'Flows',
            colour: 'chart-traffic',
            kind: 'bar',
            values: items.map((item) => item[measure]),
          },
        ],
      },
    ],
  };
}

const WIDER = 2;

/** Twice as long to both sides together, within what is stored where that can be. */
function wider({ from, to }: SearchState['asked']): { readonly from: number; readonly to: number } {
  const more = ((to - from) * (WIDER - 1)) / 2;
  return { from: Math.max(0, Math.floor(from - more)), to: Math.ceil(to + more) };
}

export function FlowsOverTime({ state: { asked, span, stored } }: { readonly state: SearchState }) {
  const found = useQuery(flowHistogram(asked));
  const [measure, setMeasure] = useState<Measure>('flows');
  const { data } = found;
  const drawn = useMemo(() => (data === undefined ? null : dataOf(data, measure)), [data, measure]);
  const flows = data?.items.reduce((sum, item) => sum + item.flows, 0) ?? 0;
  const all = data?.items.reduce((sum, item) => sum + item.bytes, 0) ?? 0;
  const between = (next: { from: number; to: number }) => span.setSpan({ kind: 'between', ...next });
  return (
    <Panel
      className="flows-wide"
      title={data === undefined ? 'Over time' : `${counted(flows, 'flow')}, ${bytes(all)}`}
      says="By the time they ended, UTC. Drag to look closer."
      actions={
        <div className="flows-actions">
          <button type="button" className="button button-quiet small" onClick={() => between(wider(asked))}>
            Twice as long
          </button>
          {stored.data == null ? null : (
            <button type="button" className="button button-quiet small" onClick={() => between(stored.data!)}>
              All that is kept
            </button>
          )}
          <Choice
            label="What is drawn"
            options={MEASURES}
            chosen={measure}
            choose={(key) => setMeasure(key)}
          />
        </div>
      }
    >
      <CutNote isWhole={data?.isWhole ?? true}>Numbers are too small, above all of older times.</CutNote>
      {unanswered({
        asked: found,
        what: 'flows over time',
        height: '11rem',
        again: () => void found.refetch(),
      })}
      {drawn === null ? null : (
        <TimeChart
          label={`${counted(flows, 'flow')} with ${bytes(all)} over time.`}
          height={9}
          data={drawn}
          select={(from, to) => between({ from: Math.max(0, from), to })}
        />
      )}
    </Panel>
  );
}
