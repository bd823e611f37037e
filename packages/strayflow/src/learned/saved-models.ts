/** All learned models in one file: detectors in the library's model file, everything around them beside it as JSON. */
import {
  type AnyFittedDetector,
  type DetectorJson,
  fromJSON,
  readModelFile,
  tailCalibrationFromJSON,
  writeModelFile,
} from '@strayflow/detectors';
import type { AlarmHistory } from '../model/alarm-history.js';
import type { FoldModel, KindModels, LearnedModels, MemberModel } from './models.js';
import { savedModelsSchema } from './saved-models-schema.js';
import type { TrapVerdict } from './trap.js';

/** Raised when the layout of what stands beside the detectors changes. */
const LAYOUT = '2';
const MAX_BYTES = 256 * 2 ** 20;

export interface ModelsOfFile {
  readonly learned: LearnedModels;
  readonly trap: TrapVerdict;
  /** What false alarms are to be expected of them; absent where that was not tried. */
  readonly alarms?: AlarmHistory;
}

const KINDS = ['flow', 'host'] as const;

function detectorName(kind: string, fold: number, member: string): string {
  return `${kind}/${fold}/${member}`;
}

/** Typed arrays and maps as lists, infinite numbers as text: JSON has none of them. */
function plain(_key: string, value: unknown): unknown {
  if (value instanceof Float64Array || value instanceof Uint8Array) return [...value];
  if (value instanceof Map) return [...value];
  return value === Number.POSITIVE_INFINITY ? 'Infinity' : value;
}

/**
 * The same models give the same bytes. Pictures of the training rows are left out.
 * @throws RangeError when no kind of row can be judged: there is nothing to save
 */
export function saveModels({ learned, trap, alarms }: ModelsOfFile): Uint8Array {
  const detectors: Record<string, AnyFittedDetector> = {};
  const strip = (kind: (typeof KINDS)[number]) => ({
    ...learned[kind],
    models: learned[kind].models && {
      ...learned[kind].models,
      byFold: learned[kind].models.byFold.map((fold, f) => ({
        ...fold,
        members: fold.members.map(({ detector, ...member }) => {
          detectors[detectorName(kind, f, member.name)] = fromJSON(detector);
          return member;
        }),
      })),
    },
  });
  const { seed, tooLittle } = learned;
  const beside = { seed, tooLittle, flow: strip('flow'), host: strip('host'), trap, alarms };
  return writeModelFile(detectors, { layout: LAYOUT, learned: JSON.stringify(beside, plain) });
}

/** @throws RangeError on any other bytes than those of `saveModels` */
export function loadModels(bytes: Uint8Array): ModelsOfFile {
  const { models, metadata } = readModelFile(bytes, { maxBytes: MAX_BYTES });
  const { layout, learned: text } = metadata;
  if (layout !== LAYOUT || text === undefined) {
    throw new RangeError(`expected models of layout ${LAYOUT}, received ${layout ?? 'other detectors'}`);
  }
  const parsed = savedModelsSchema.safeParse(jsonOf(text));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new RangeError(`expected saved models: ${path.join('.')}: ${message}`);
  }
  const { seed, tooLittle, flow, host, trap, alarms } = parsed.data;
  const join = (kind: (typeof KINDS)[number], saved: typeof flow): KindModels => {
    const expected = kind === 'flow' ? 'flow' : 'host-window';
    if ([saved.kind, saved.models?.kind ?? expected].some((each) => each !== expected)) {
      throw new RangeError(`expected models of ${expected} rows, received ${saved.kind}`);
    }
    if (saved.models === null) return { ...saved, models: null };
    const fold = (f: 0 | 1): FoldModel => {
      const one = saved.models!.byFold[f];
      checkFold(one, saved.models!.columns.length);
      return {
        ...one,
        members: one.members.map((member) => {
          const detector = models[detectorName(kind, f, member.name)];
          if (detector === undefined)
            throw new RangeError(`expected the detector ${kind}/${f}/${member.name}`);
          return { ...member, detector: detector.toJSON() as DetectorJson };
        }),
      };
    };
    return { ...saved, models: { ...saved.models, byFold: [fold(0), fold(1)] } };
  };
  return {
    learned: { seed, tooLittle, flow: join('flow', flow), host: join('host', host), picture: null },
    trap,
    ...(alarms === undefined ? {} : { alarms }),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RangeError('expected JSON beside the detectors', { cause });
  }
}

function checkFold(
  {
    scaling,
    usualLow,
    usualHigh,
    combined,
    members,
  }: Omit<FoldModel, 'members'> & {
    readonly members: readonly Omit<MemberModel, 'detector'>[];
  },
  columns: number,
): void {
  const { logarithm, centre, scale } = scaling;
  const widths = [logarithm, centre, scale, usualLow, usualHigh].map((values) => values.length);
  if (widths.some((width) => width !== columns)) {
    throw new RangeError(`expected values of ${columns} columns, received ${widths.join(', ')}`);
  }
  for (const tail of [combined, ...members.map((member) => member.tail)]) tailCalibrationFromJSON(tail);
}
