import { describe, expect, it } from 'vitest';
import { nameFingerprint } from '../../../src/behaviours/fingerprint.js';
import { openSubject, type Subject } from '../../../src/behaviours/rhythm/subject.js';
import {
  addSubject,
  allSubjects,
  findSubject,
  hasRoom,
  makeRoom,
  openSubjects,
  type Subjects,
} from '../../../src/behaviours/rhythm/subjects.js';

const key = (i: number) => nameFingerprint(`host ${i}`);

/** The subject, where there is room for it. */
function use(subjects: Subjects, i: number): Subject | null {
  const known = findSubject(subjects, key(i));
  if (known !== null || !hasRoom(subjects, key(i))) return known;
  return addSubject(subjects, key(i), openSubject({ kind: 'host', host: String(i) }));
}

/** An hour in which each of these was seen. */
function hour(subjects: Subjects, hosts: readonly number[]): void {
  const seen = new Set(hosts.map((i) => use(subjects, i)));
  for (const subject of allSubjects(subjects)) {
    if (seen.has(subject)) {
      subject.seen++;
      subject.silent = 0;
    } else subject.silent++;
  }
  makeRoom(subjects);
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('subjects of a rhythm', () => {
  it('keep their history where there are more hosts than room', () => {
    const subjects = openSubjects(100);
    for (let i = 0; i < 50; i++) hour(subjects, range(0, 1_000));
    expect([...allSubjects(subjects)].map(({ seen }) => seen)).toEqual(new Array(100).fill(50));
    // About 900 found no room in each hour.
    expect(subjects.dropped / 50).toBeGreaterThan(850);
    expect(subjects.dropped / 50).toBeLessThan(950);
  });

  it('make room for newcomers by those that were hardly there', () => {
    const subjects = openSubjects(100);
    for (let i = 0; i < 30; i++) hour(subjects, range(0, 60));
    hour(subjects, range(60, 300));
    for (let i = 0; i < 20; i++) hour(subjects, [...range(0, 60), ...range(300, 340)]);
    const hosts = new Set([...allSubjects(subjects)].map(({ about }) => about.kind === 'host' && about.host));
    expect(range(0, 60).every((i) => hosts.has(String(i)))).toBe(true);
    expect(range(300, 340).every((i) => hosts.has(String(i)))).toBe(true);
  });

  it('forget passers-by after a day and anybody after two weeks, without counting them', () => {
    const subjects = openSubjects(100);
    for (let i = 0; i < 10; i++) hour(subjects, [1]);
    hour(subjects, [2]);
    for (let i = 0; i < 24; i++) hour(subjects, []);
    expect([...allSubjects(subjects)].length).toBe(1);
    for (let i = 0; i < 320; i++) hour(subjects, []);
    expect([...allSubjects(subjects)]).toEqual([]);
    expect(subjects.dropped).toBe(0);
  });
});
