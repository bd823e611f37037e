/** Opens the live inputs of a plan where an earlier run stopped. */
import { dirname } from 'node:path';
import { isDynamicPattern } from 'tinyglobby';
import type { SourceFormat } from '../../../model/source.js';
import type { InputPosition } from '../live-input.js';
import { type FollowPattern, isRotated } from './file-listing.js';
import { FollowedFiles } from './followed-files.js';
import { Piped } from './piped.js';
import { Pushed, sourceOfPush } from './pushed.js';
import type { LiveSource } from './readable-input.js';
import { Reading } from './reading.js';
import { Received, sourceOfListener } from './received.js';
import { formatNamed } from './tell-format.js';

/** What is read; plain data. */
export interface ReadingPlan {
  readonly site: string;
  readonly sourceOptions: Readonly<Record<string, unknown>>;
  /** Inputs grow; without it each ends where it ends now. */
  readonly follow: boolean;
  readonly files: readonly FollowPattern[];
  /** Named pipes, and "-" for standard input. */
  readonly pipes: readonly { readonly path: string; readonly format: string | null }[];
  readonly listeners: readonly ListenerToRead[];
  /** What a server of this state takes in for each name. */
  readonly pushes: readonly {
    readonly name: string;
    readonly folder: string;
    readonly format: string | null;
  }[];
}

export interface ListenerToRead {
  /** The listening address as it was configured. */
  readonly name: string;
  /** Of its segments. */
  readonly folder: string;
  readonly board: SharedArrayBuffer;
}

export interface ReadingSurroundings {
  /** Any origin (ms). */
  now(): number;
  opened?(position: InputPosition): void;
  /** All source formats unless given. */
  readonly formats?: readonly SourceFormat[];
  /** Threads of this process that read before and died. */
  readonly deaths?: number;
}

/** Datagrams of any exporter, as receivers store them. */
const DATAGRAM_FORMAT = 'flow-datagrams';
const POLL_MS = 100;
const LOOK_MS = 500;
const SCAN_MS = 1_000;
const QUIET_MS = 60_000;

/** An earlier run read it because of what is asked for now. */
function isAskedFor(name: string, { path }: FollowPattern): boolean {
  if (typeof path !== 'string') return false;
  if (name === path || isRotated(name, path) || dirname(name) === path.replace(/\/$/, '')) return true;
  if (!isDynamicPattern(path)) return false;
  const fixed = path.slice(0, path.search(/[*?[{(!+@]/));
  return name.startsWith(fixed.replace(/^\.\//, ''));
}

/** Formats that the plan names must exist. Throws StrayflowError 'usage'. */
export function openReading(
  plan: ReadingPlan,
  positions: readonly InputPosition[],
  around: ReadingSurroundings,
): Reading {
  const { site, follow, sourceOptions } = plan;
  const { now, formats, deaths = 0 } = around;
  let next = positions.reduce((most, { input }) => Math.max(most, input + 1), 0);
  const nextInput = () => next++;
  const optionsOf = (format: SourceFormat) => format.options.parse(sourceOptions[format.name] ?? {});
  const left = new Set(positions);
  const claim = (wanted: (position: InputPosition) => boolean) => {
    const claimed = positions.filter(wanted);
    for (const position of claimed) left.delete(position);
    return claimed;
  };
  const common = { site, follow, optionsOf, nextInput, now, ...(formats === undefined ? {} : { formats }) };
  const sources: LiveSource[] = [];
  // Finished files are known again whatever is asked for now.
  const ofFiles = claim(
    ({ source, name, finished }) =>
      source === 'file' && (finished || plan.files.some((pattern) => isAskedFor(name, pattern))),
  );
  if (plan.files.length > 0) {
    const times = { scanMs: SCAN_MS, quietMs: QUIET_MS };
    sources.push(new FollowedFiles({ ...common, ...times, patterns: plan.files, positions: ofFiles }));
  }
  let wake: () => void = () => undefined;
  for (const { path, format } of plan.pipes) {
    const before = claim(({ source, name }) => source === 'pipe' && name === path);
    const isBroken = deaths > 0;
    sources.push(new Piped({ ...common, path, format, isBroken, positions: before, wake: () => wake() }));
  }
  for (const { name, folder, board } of plan.listeners) {
    const format = formatNamed(DATAGRAM_FORMAT, formats);
    const [position] = claim(({ source }) => source === sourceOfListener(name));
    const options = optionsOf(format);
    sources.push(
      new Received({ name, folder, board, format, options, site, position: position ?? null, nextInput }),
    );
  }
  for (const each of plan.pushes) {
    const [position] = claim(({ source }) => source === sourceOfPush(each.name));
    sources.push(new Pushed({ ...common, ...each, position: position ?? null }));
  }
  const reading = new Reading({
    sources,
    left: [...left].filter(({ finished }) => !finished),
    now,
    pollMs: POLL_MS,
    lookMs: LOOK_MS,
    ...(around.opened === undefined ? {} : { opened: around.opened }),
  });
  wake = () => reading.wakeUp();
  return reading;
}
