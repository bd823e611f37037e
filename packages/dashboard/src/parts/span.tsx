/** The span of time that a page shows: part of its address, so that it can be handed on. */
import { useCallback, useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { Span } from '../api/overview.js';
import { utc } from '../words/times.js';
import { Choice } from './choice.js';
import { SpanDialog } from './span-dialog.js';

const HOUR_MS = 3_600_000;
const LENGTHS = {
  '1h': { title: '1 h', lengthMs: HOUR_MS },
  '6h': { title: '6 h', lengthMs: 6 * HOUR_MS },
  '24h': { title: '24 h', lengthMs: 24 * HOUR_MS },
  '7d': { title: '7 d', lengthMs: 168 * HOUR_MS },
  '30d': { title: '30 d', lengthMs: 720 * HOUR_MS },
} as const;
type Length = keyof typeof LENGTHS;
const OPTIONS = (Object.keys(LENGTHS) as Length[]).map((key) => ({ key, title: LENGTHS[key].title }));
const USUAL: Length = '24h';

/** A moment of an address; null for anything else. */
function momentOf(text: string | null): number | null {
  const time = text === null || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(time) && time >= 0 && time <= 8.64e15 ? time : null;
}

/** What an address asks for; the usual length where it asks for nothing that makes sense. */
export function spanOf(address: URLSearchParams, usual: Length = USUAL): Span {
  const [from, to] = [momentOf(address.get('from')), momentOf(address.get('to'))];
  if (from !== null && to !== null && from < to) return { kind: 'between', from, to };
  const length = address.get('span') ?? usual;
  const known = Object.hasOwn(LENGTHS, length) ? (length as Length) : usual;
  return { kind: 'latest', lengthMs: LENGTHS[known].lengthMs };
}

export interface SpanState {
  readonly span: Span;
  readonly setSpan: (span: Span) => void;
}

/** @param usual what is shown where the address says nothing */
export function useSpan(usual: Length = USUAL): SpanState {
  const [address, setAddress] = useSearchParams();
  const text = address.toString();
  const span = useMemo(() => spanOf(new URLSearchParams(text), usual), [text, usual]);
  const setSpan = useCallback(
    (next: Span) =>
      setAddress((before) => {
        const after = new URLSearchParams(before);
        for (const name of ['from', 'to', 'span']) after.delete(name);
        if (next.kind === 'between') {
          after.set('from', String(next.from));
          after.set('to', String(next.to));
        } else {
          const key = OPTIONS.find((option) => LENGTHS[option.key].lengthMs === next.lengthMs)?.key;
          if (key !== undefined && key !== usual) after.set('span', key);
        }
        return after;
      }),
    [setAddress, usual],
  );
  return { span, setSpan };
}

export function SpanChoice({ span, setSpan }: SpanState) {
  const [isAsking, setAsking] = useState(false);
  const chosen =
    span.kind === 'between'
      ? null
      : (OPTIONS.find(({ key }) => LENGTHS[key].lengthMs === span.lengthMs)?.key ?? null);
  return (
    <>
      {span.kind === 'between' ? (
        <span className="muted small">
          {utc(span.from).slice(0, 16)} to {utc(span.to).slice(0, 16)} UTC
        </span>
      ) : null}
      <Choice
        label="Span of time, up to the newest record"
        options={OPTIONS}
        chosen={chosen}
        choose={(key) => setSpan({ kind: 'latest', lengthMs: LENGTHS[key].lengthMs })}
      />
      <button type="button" className="button button-quiet small" onClick={() => setAsking(true)}>
        Other times
      </button>
      {isAsking ? <SpanDialog span={span} setSpan={setSpan} close={() => setAsking(false)} /> : null}
    </>
  );
}
