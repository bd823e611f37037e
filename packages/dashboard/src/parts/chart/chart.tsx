/** A chart, which is also a table: for those who do not see it, and for those who want the numbers. */
import type { ECElementEvent, EChartsOption, EChartsType } from 'echarts';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type ChartData, ChartTable } from './chart-table.js';
import { type Colours, coloursAt, useIsDark } from './colours.js';
import { useSelection } from './selection.js';
import './chart.css';

interface ChartProps {
  /** What it shows, in a sentence, with what matters in it. */
  readonly label: string;
  /** Least height (rem); it grows where its panel does. */
  readonly height: number;
  readonly legend?: ReactNode;
  readonly data: ChartData;
  /**
   * Must not hold text of the traffic as HTML: tooltips are drawn, by `renderMode: 'richText'`.
   * @param height of the canvas (pixels)
   */
  option(colours: Colours, height: number): EChartsOption;
  /** A part of the first axis was chosen with the mouse. */
  readonly select?: ((from: number, to: number) => void) | undefined;
  /** A thing that is drawn was clicked: its `id` in the data of the series. Should stay the same function. */
  readonly pick?: (id: string) => void;
}

export function Chart({ label, height, legend, data, option, select, pick }: ChartProps) {
  const [isTable, setTable] = useState(false);
  return (
    <figure className="chart" aria-label={label}>
      <div className="chart-head">
        {legend}
        <button
          type="button"
          className="button button-quiet small chart-toggle"
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
        >
          Show as table
        </button>
      </div>
      {isTable ? (
        <ChartTable label={label} data={data} />
      ) : (
        <Canvas label={label} height={height} option={option} select={select} pick={pick} />
      )}
    </figure>
  );
}

type CanvasProps = Pick<ChartProps, 'label' | 'height' | 'option' | 'select'> & {
  readonly pick: ChartProps['pick'] | undefined;
};

function Canvas({ label, height, option, select, pick }: CanvasProps) {
  const element = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType | null>(null);
  const [size, setSize] = useState(0);
  const isDark = useIsDark();
  const { mark, handlers } = useSelection(chart, select);

  useEffect(() => {
    let opened: EChartsType | null = null;
    let isGone = false;
    const watcher = new ResizeObserver(() => {
      opened?.resize();
      setSize(opened?.getHeight() ?? 0);
    });
    void import('./echarts.js').then(({ init }) => {
      if (isGone || element.current === null) return;
      opened = init(element.current);
      watcher.observe(element.current);
      setChart(opened);
    });
    return () => {
      isGone = true;
      watcher.disconnect();
      opened?.dispose();
      setChart(null);
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are others when it is dark
  useEffect(() => {
    if (chart === null || element.current === null || size === 0) return;
    chart.setOption({ animation: false, ...option(coloursAt(element.current), size) }, { notMerge: true });
  }, [chart, option, isDark, size]);

  useEffect(() => {
    if (chart === null || pick === undefined) return undefined;
    const clicked = ({ data }: ECElementEvent) => {
      if (typeof data === 'object' && data !== null && 'id' in data && typeof data.id === 'string') {
        pick(data.id);
      }
    };
    chart.on('click', clicked);
    return () => {
      if (!chart.isDisposed()) chart.off('click', clicked);
    };
  }, [chart, pick]);

  return (
    <div className={select === undefined ? 'chart-frame' : 'chart-frame chart-selects'} {...handlers}>
      <div
        ref={element}
        className="chart-canvas"
        role="img"
        aria-label={label}
        style={{ minBlockSize: `${height}rem` }}
      />
      {mark === null ? null : (
        <div className="chart-mark" style={{ insetInlineStart: mark.start, inlineSize: mark.size }} />
      )}
    </div>
  );
}
