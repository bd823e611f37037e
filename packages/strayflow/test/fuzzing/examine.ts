/** Runs one input through one parser and says what the parser may not do. */
import type { Random } from '@strayflow/detectors';
import { StrayflowError } from '../../src/model/errors.js';
import type { Parser } from '../../src/model/source.js';
import { Outcome } from './outcome.js';
import type { FuzzTarget } from './targets.js';

export interface Finding {
  readonly kind: 'throws' | 'values' | 'cuts' | 'restart' | 'slow' | 'memory' | 'hang';
  /** One line, the same for the same fault as far as can be told. */
  readonly fault: string;
  readonly detail: string;
}

/** A second for 1 MiB, beside what opening takes: far above what any parser needs for honest bytes. */
const MILLISECONDS_PER_BYTE = 1 / 1024;
const OPENING_MILLISECONDS = 60;
const TIMINGS = 4;
/** Of array buffers while a parser holds an input, beside what it holds when it is opened. */
const MOST_HELD_BYTES = 192 << 20;

export interface Measure {
  /** Of memory that is held now, without garbage (bytes). */
  readonly heldBytes: () => number;
}

interface Run {
  readonly outcome: Outcome;
  /** Why the input as a whole was refused. */
  readonly refusal: string | null;
  readonly milliseconds: number;
}

/**
 * Null when nothing is wrong. `generator` chooses the cuts; `thorough` also cuts and restarts, which takes three times
 * as long. `measure` also looks at time and memory: not in tests, whose machine has other work.
 */
export function examine(
  target: FuzzTarget,
  input: Uint8Array,
  generator: Random,
  thorough: boolean,
  measure?: Measure,
): Finding | null {
  try {
    const whole = run(target, input, () => input.length, NEVER, measure?.heldBytes);
    if (typeof whole === 'string') return { kind: 'memory', fault: 'memory', detail: whole };
    const { fault } = whole.outcome;
    if (fault !== null) return { kind: 'values', fault: fault.replace(/-?\d[\d.e+]*/g, '#'), detail: fault };
    const slow = measure === undefined ? null : slowness(target, input, whole.milliseconds);
    if (slow !== null) return { kind: 'slow', fault: 'slow', detail: slow };
    if (!thorough) return null;
    return compare(target, input, whole, generator);
  } catch (error) {
    return thrown(error);
  }
}

function thrown(error: unknown): Finding {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = stack.split('\n');
  const place = lines.find((line) => /^\s+at /.test(line))?.trim() ?? '';
  const said = (lines[0] ?? '').replace(/\d+/g, '#').slice(0, 120);
  return { kind: 'throws', fault: `${said} ${place.replace(/\(.*/, '')}`, detail: stack };
}

function compare(target: FuzzTarget, input: Uint8Array, whole: Run, generator: Random): Finding | null {
  const below = (limit: number) => Math.floor(generator.uniform() * limit);
  const longest = 1 + below([4, 64, 2048, 65_536][below(4)]!);
  // Very long inputs in tiny pieces would measure the test.
  const least = input.length >> 12;
  const lengths: number[] = [];
  const cut = (turn: number) => (lengths[turn] ??= Math.max(least, 1 + below(longest)));
  const pieces = run(target, input, cut, NEVER);
  const difference = differenceOf(whole, pieces as Run);
  if (difference !== null) return { kind: 'cuts', fault: 'cuts', detail: difference };
  if (!target.restarts) return null;
  const after = below(1 + Math.min(64, Math.floor(input.length / longest)));
  const restarted = run(target, input, cut, { after, restarts: true });
  const flushed = target.decidesAtFlush ? run(target, input, cut, { after, restarts: false }) : whole;
  const change = differenceOf(flushed as Run, restarted as Run);
  return change === null ? null : { kind: 'restart', fault: 'restart', detail: change };
}

function differenceOf(whole: Run, other: Run): string | null {
  if (whole.refusal !== other.refusal) return `${whole.refusal} / ${other.refusal}`;
  if (other.outcome.fault !== null) return other.outcome.fault;
  // What was handed over before a refusal is a matter of batches.
  if (whole.refusal !== null) return null;
  const [one, two] = [whole.outcome.digest(), other.outcome.digest()];
  return one === two ? null : `${one}\n${two}`;
}

function slowness(target: FuzzTarget, input: Uint8Array, first: number): string | null {
  const budget = OPENING_MILLISECONDS + input.length * MILLISECONDS_PER_BYTE;
  let least = first;
  // Another process may have had the processor.
  for (let timing = 1; timing < TIMINGS && least > budget; timing++) {
    least = Math.min(least, (run(target, input, () => input.length, NEVER) as Run).milliseconds);
  }
  return least > budget ? `${least.toFixed(0)} ms for ${input.length} bytes` : null;
}

/** After which chunk, and whether the parser is then brought back from its snapshot. */
interface Flush {
  readonly after: number;
  readonly restarts: boolean;
}

const NEVER: Flush = { after: -1, restarts: false };

/** Of this process, which does nothing else meanwhile: other work on the machine is not the parser's. */
function milliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Of memory it gives words. */
function run(
  target: FuzzTarget,
  input: Uint8Array,
  cut: (turn: number) => number,
  flush: Flush,
  heldBytes?: () => number,
): Run | string {
  const outcome = new Outcome();
  const started = milliseconds();
  let parser: Parser = target.open(outcome);
  let refusal: string | null = null;
  let held = '';
  try {
    for (let at = 0, turn = 0; at < input.length; turn++) {
      const length = cut(turn);
      const chunk = input.slice(at, at + length);
      parser.push(chunk);
      // A parser may not keep its chunk.
      chunk.fill(0x78);
      at += length;
      if (turn !== flush.after) continue;
      parser.flush();
      if (flush.restarts) parser = target.open(outcome, parser.snapshot!());
    }
    const bytes = heldBytes?.() ?? 0;
    if (bytes > MOST_HELD_BYTES) held = `${bytes} bytes held after an input of ${input.length}`;
    parser.end();
  } catch (error) {
    if (!(error instanceof StrayflowError)) throw error;
    refusal = `${error.code}: ${error.message}`;
  }
  if (refusal === null) outcome.atEnd(input.length);
  return held === '' ? { outcome, refusal, milliseconds: milliseconds() - started } : held;
}
