/** Traffic, evidence and incidents over time. */
import { useMemo } from 'react';
import type { Overview } from '../../api/contract/hosts.js';
import { TimeChart } from '../../parts/chart/time-chart.js';
import { evenSteps, type TimeChartData } from '../../parts/chart/time-series.js';
import { Empty } from '../../parts/empty.js';
import { Panel } from '../../parts/panel.js';
import { counted, duration, shortCount } from '../../words/numbers.js';

function dataOf({ traffic, from, to, stepMs }: Overview): TimeChartData {
  const { times, at } = evenSteps(traffic, from, to, stepMs);
  return {
    times,
    format: shortCount,
    rows: [
      {
        title: `Flows in ${duration(stepMs)}`,
        share: 3,
        series: [
          {
            name: 'Flows',
            colour: 'chart-traffic',
            kind: 'area',
            values: at.map((step) => step?.flows ?? null),
          },
        ],
      },
      {
        title: 'Pieces of evidence',
        share: 2,
        series: [
          {
            name: 'Evidence',
            colour: 'chart-evidence',
            kind: 'bar',
            values: at.map((step) => step?.evidence ?? null),
          },
        ],
      },
      {
        title: 'Incidents opened',
        share: 1,
        series: [
          {
            name: 'Incidents',
            colour: 'chart-incident',
            kind: 'bar',
            values: at.map((step) => step?.incidents ?? null),
          },
        ],
      },
    ],
  };
}

interface TrafficPanelProps {
  readonly overview: Overview;
  select(from: number, to: number): void;
}

export function TrafficPanel({ overview, select }: TrafficPanelProps) {
  const data = useMemo(() => dataOf(overview), [overview]);
  const { traffic } = overview;
  const flows = traffic.reduce((sum, step) => sum + step.flows, 0);
  const evidence = traffic.reduce((sum, step) => sum + step.evidence, 0);
  return (
    <Panel
      className="overview-wide"
      title="Traffic and what strays"
      says="By the time of the traffic, UTC. Drag to look closer."
    >
      {traffic.length === 0 ? (
        <Empty title="No traffic in this span." command="strayflow doctor">
          Choose a longer one, or see that the inputs receive something:
        </Empty>
      ) : (
        <TimeChart
          label={`${counted(flows, 'flow')} and ${counted(evidence, 'piece')} of evidence over time.`}
          height={20}
          data={data}
          select={select}
        />
      )}
    </Panel>
  );
}
