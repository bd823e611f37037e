/**
 * The subjects whose rhythm is kept, within a bound. Four weeks of history are worth more than whoever came last: when there
 * is no room, newcomers wait, and those that were hardly there make room at the end of the hour.
 */
import {
  addId,
  dropId,
  type FingerprintIndex,
  findId,
  fingerprintIndex,
  isMostlyDropped,
} from '../fingerprint-index.js';
import { countMarks, markBits } from './marks.js';
import type { Subject } from './subject.js';

/** Plain data. */
export interface Subjects {
  index: FingerprintIndex;
  /** By id; null = forgotten. */
  list: (Subject | null)[];
  readonly capacity: number;
  /** Those that found no room in the open hour (linear counting). */
  readonly refused: number[];
  /** Subjects that the bound made it forget, or not take. */
  dropped: number;
}

const REFUSED_BITS = 8_192;
/** Silent for so long (hours), a subject is gone. */
const GONE_HOURS = 336;
/** One that was there in fewer hours than `PASSER_BY_HOURS` is gone sooner. */
const PASSER_BY_HOURS = 3;
const PASSED_HOURS = 24;
/** Where there was no room, so large a part of the subjects makes some. */
const ROOM = 1 / 8;

export function openSubjects(capacity: number): Subjects {
  return {
    index: fingerprintIndex(),
    list: [],
    capacity,
    refused: new Array<number>(REFUSED_BITS / 32).fill(0),
    dropped: 0,
  };
}

/** The subject of a fingerprint, or null. */
export function findSubject({ index, list }: Subjects, key: number): Subject | null {
  const id = findId(index, key);
  return id < 0 ? null : list[id]!;
}

/** Whether there is room for a new subject; who finds none is counted. */
export function hasRoom(subjects: Subjects, key: number): boolean {
  if (subjects.index.live < subjects.capacity) return true;
  markBits(subjects.refused, 0, REFUSED_BITS / 32, key);
  return false;
}

export function addSubject(subjects: Subjects, key: number, subject: Subject): Subject {
  if (isMostlyDropped(subjects.index)) compact(subjects);
  addId(subjects.index, key);
  subjects.list.push(subject);
  return subject;
}

function compact(subjects: Subjects): void {
  const { index, list } = subjects;
  const fresh = fingerprintIndex();
  const kept: Subject[] = [];
  for (let id = 0; id < index.used; id++) {
    const subject = list[id]!;
    if (subject === null) continue;
    addId(fresh, index.keys[id]!);
    kept.push(subject);
  }
  subjects.index = fresh;
  subjects.list = kept;
}

/** All of them, in order of their first rows. Nothing may be added meanwhile. */
export function* allSubjects({ list }: Subjects): Generator<Subject> {
  for (const subject of list) if (subject !== null) yield subject;
}

function isGone({ seen, silent }: Subject): boolean {
  return silent >= GONE_HOURS || (seen < PASSER_BY_HOURS && silent >= PASSED_HOURS);
}

/** The hour is closed: forgets who is gone, and, where newcomers found no room, who was hardly there. */
export function makeRoom(subjects: Subjects): void {
  const { index, list, refused } = subjects;
  for (let id = 0; id < index.used; id++) {
    const subject = list[id]!;
    if (subject !== null && isGone(subject)) forget(subjects, id);
  }
  const waiting = countMarks(refused, 0, refused.length);
  if (waiting === 0) return;
  refused.fill(0);
  subjects.dropped += waiting;
  const wanted = Math.min(waiting, Math.ceil(ROOM * subjects.capacity));
  const room = wanted - (subjects.capacity - index.live);
  if (room <= 0) return;
  const weakest = Array.from({ length: index.used }, (_, id) => id)
    .filter((id) => list[id] !== null && list[id]!.silent > 0)
    .sort((a, b) => list[a]!.seen - list[b]!.seen || list[b]!.silent - list[a]!.silent || a - b);
  for (const id of weakest.slice(0, room)) {
    forget(subjects, id);
    subjects.dropped++;
  }
}

function forget({ index, list }: Subjects, id: number): void {
  dropId(index, id);
  list[id] = null;
}
