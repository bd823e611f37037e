/** Choosing a part of a chart's first axis by dragging with the mouse. */
import type { EChartsType } from 'echarts';
import { type PointerEvent, useState } from 'react';

/** Pixels: shorter drags are clicks. */
const SHORTEST = 8;

interface Drag {
  readonly begun: number;
  readonly now: number;
}

export function useSelection(chart: EChartsType | null, select?: (from: number, to: number) => void) {
  const [drag, setDrag] = useState<Drag | null>(null);
  if (chart === null || select === undefined) return { mark: null, handlers: {} };
  const placeOf = ({ clientX, currentTarget }: PointerEvent) =>
    clientX - currentTarget.getBoundingClientRect().left;
  const handlers = {
    onPointerDown(event: PointerEvent) {
      if (event.pointerType !== 'mouse' || event.button !== 0) return;
      const place = placeOf(event);
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ begun: place, now: place });
    },
    onPointerMove(event: PointerEvent) {
      if (drag !== null) setDrag({ ...drag, now: placeOf(event) });
    },
    onPointerUp() {
      setDrag(null);
      if (drag === null || Math.abs(drag.now - drag.begun) < SHORTEST) return;
      const [from, to] = [drag.begun, drag.now]
        .sort((a, b) => a - b)
        .map((place) => Math.round(chart.convertFromPixel({ xAxisIndex: 0 }, place)));
      if (from !== undefined && to !== undefined) select(from, to);
    },
    onPointerCancel: () => setDrag(null),
  };
  const size = drag === null ? 0 : Math.abs(drag.now - drag.begun);
  const mark = drag === null || size < SHORTEST ? null : { start: Math.min(drag.begun, drag.now), size };
  return { mark, handlers };
}
