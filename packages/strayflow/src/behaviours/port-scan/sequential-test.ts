/**
 * Threshold random walk on first contacts (Jung, Paxson, Berger, Balakrishnan 2004, section 4): every failed first
 * contact raises the likelihood ratio of "scanner" over "ordinary", every answered one lowers it, and it begins again
 * where it falls to 1. By Ville's inequality the ratio of an ordinary source ever reaches 10^s with probability at
 * most 10^-s; the number of tests of the source corrects for their union.
 */

import { fingerprintWith } from '../fingerprint.js';
import { Protocol } from '../protocol.js';
import { recall, remember } from '../recent-table.js';
import { refer, references } from '../references.js';
import { noteRadiation } from './radiation.js';
import type { ScanRules, Steps } from './rules.js';
import type { Attempt, Failure, PortScanState, ScanTest, Shape, SourceSummary } from './state.js';

const SHAPE_CODE: Record<Shape, number> = {
  vertical: 1,
  horizontal: 2,
  block: 3,
  'fan-out-ports': 4,
  'fan-out-hosts': 5,
};

function testKey(shape: Shape, { sourceId, pairId, protocol, port }: Attempt): number {
  const code = SHAPE_CODE[shape] << 24;
  if (shape === 'vertical' || shape === 'fan-out-ports') return fingerprintWith(pairId, code);
  return fingerprintWith(sourceId, shape === 'block' ? code : code | (protocol << 16) | port);
}

function recallTest(state: PortScanState, shape: Shape, attempt: Attempt): ScanTest | undefined {
  return recall(state.tests, testKey(shape, attempt));
}

/** The test of a source over all hosts and ports. */
export function blockKey(sourceId: number): number {
  return fingerprintWith(sourceId, SHAPE_CODE.block << 24);
}

function summaryOf(state: PortScanState, { source, sourceId, time }: Attempt): SourceSummary {
  let summary = recall(state.sources, sourceId);
  if (summary === undefined) {
    summary = {
      source,
      vertical: 0,
      horizontal: 0,
      hosts: 0,
      ports: 0,
      told: 0,
      folded: 0,
      first: null,
      radiation: null,
      last: time,
    };
    remember(state.sources, sourceId, summary, (known) => known.hosts + known.ports > 6);
  }
  summary.last = time;
  return summary;
}

function worthKeeping(test: ScanTest): boolean {
  return test.told !== null || test.peak >= 1;
}

function testOf(state: PortScanState, shape: Shape, attempt: Attempt, summary: SourceSummary): ScanTest {
  const key = testKey(shape, attempt);
  let test = recall(state.tests, key);
  if (test === undefined) {
    const ports = shape === 'horizontal' || shape === 'fan-out-hosts';
    test = {
      source: attempt.source,
      sourceId: attempt.sourceId,
      shape,
      destination: shape === 'vertical' || shape === 'fan-out-ports' ? attempt.destination : '',
      protocol: attempt.protocol,
      port: ports ? attempt.port : 0,
      score: 0,
      peak: 0,
      gained: 0,
      refused: 0,
      silent: 0,
      answered: 0,
      unjudged: 0,
      proven: 0,
      since: Number.NEGATIVE_INFINITY,
      firstSeen: attempt.time,
      lastSeen: attempt.time,
      references: references(),
      told: null,
      changed: false,
    };
    remember(state.tests, key, test, worthKeeping);
    if (shape === 'vertical') {
      summary.vertical++;
      summary.hosts++;
    } else if (shape === 'horizontal') {
      summary.horizontal++;
      summary.ports++;
    }
  }
  return test;
}

function note(test: ScanTest, attempt: Attempt): void {
  if (test.references.count === 0) test.firstSeen = attempt.time;
  test.firstSeen = Math.min(test.firstSeen, attempt.time);
  test.lastSeen = Math.max(test.lastSeen, attempt.time);
  refer(test.references, attempt.input, attempt.record);
  if (attempt.proven) test.proven++;
  test.changed = true;
}

function raise(
  state: PortScanState,
  test: ScanTest,
  attempt: Attempt,
  failure: Failure,
  step: number,
  rules: ScanRules,
): void {
  test.score += step;
  test.gained += step;
  test.peak = Math.max(test.peak, test.score);
  test[failure]++;
  note(test, attempt);
  if (test.peak >= rules.fireSurprise) state.dirty.add(testKey(test.shape, attempt));
}

function portSteps(attempt: Attempt, rules: ScanRules): Steps {
  const tcp = attempt.protocol === Protocol.tcp;
  if (attempt.fromOutside) return tcp ? rules.outside.port : rules.outside.portByUdp;
  return tcp ? rules.portSteps : rules.hostSteps;
}

function hostSteps(attempt: Attempt, rules: ScanRules): Steps {
  return attempt.fromOutside && attempt.protocol === Protocol.tcp ? rules.outside.host : rules.hostSteps;
}

function isSought(attempt: Attempt, rules: ScanRules): boolean {
  return attempt.port < 1024 || rules.sought.has(attempt.port);
}

function everydayFactor(attempt: Attempt, rules: ScanRules): number {
  return rules.everyday.has(attempt.port) ? rules.everydayWeight : 1;
}

export function contactFailed(
  state: PortScanState,
  attempt: Attempt,
  failure: Failure,
  rules: ScanRules,
): void {
  const isNew = recall(state.sources, attempt.sourceId) === undefined;
  const summary = summaryOf(state, attempt);
  if (attempt.fromOutside) noteRadiation(state, summary, attempt, isNew);
  if (isNew) {
    summary.first = { attempt: { ...attempt }, failure };
    return;
  }
  raiseFirst(state, summary, rules);
  raiseAll(state, summary, attempt, failure, rules);
}

/** A port that answered, and an outside source that had nothing to say to it. */
export function outsideKnock(state: PortScanState, attempt: Attempt): void {
  const isNew = recall(state.sources, attempt.sourceId) === undefined;
  noteRadiation(state, summaryOf(state, attempt), attempt, isNew);
}

function raiseFirst(state: PortScanState, summary: SourceSummary, rules: ScanRules): void {
  if (summary.first === null) return;
  const { attempt, failure } = summary.first;
  summary.first = null;
  raiseAll(state, summary, attempt, failure, rules);
}

function raiseAll(
  state: PortScanState,
  summary: SourceSummary,
  attempt: Attempt,
  failure: Failure,
  rules: ScanRules,
): void {
  const perPort = portSteps(attempt, rules).failed;
  const perHost = hostSteps(attempt, rules).failed * everydayFactor(attempt, rules);
  const perAttempt = isSought(attempt, rules) ? perHost : 0;
  raise(state, testOf(state, 'vertical', attempt, summary), attempt, failure, perPort, rules);
  raise(state, testOf(state, 'horizontal', attempt, summary), attempt, failure, perHost, rules);
  raise(state, testOf(state, 'block', attempt, summary), attempt, failure, perAttempt, rules);
}

/** Contacts that answer matter only to tests that failures opened: below 1 the ratio begins again anyway. */
export function contactAnswered(
  state: PortScanState,
  attempt: Attempt,
  knock: boolean,
  rules: ScanRules,
): void {
  const summary = recall(state.sources, attempt.sourceId);
  if (summary === undefined) return;
  if (!knock) summary.radiation = null;
  raiseFirst(state, summary, rules);
  const perHost = hostSteps(attempt, rules).answered;
  const perPort = knock ? 0 : portSteps(attempt, rules).answered;
  lower(state, recallTest(state, 'vertical', attempt), attempt, perPort);
  lower(state, recallTest(state, 'horizontal', attempt), attempt, perHost);
  lower(state, recallTest(state, 'block', attempt), attempt, perHost);
}

function lower(state: PortScanState, test: ScanTest | undefined, attempt: Attempt, step: number): void {
  if (test === undefined || test.references.count === 0) return;
  test.score += step;
  test.answered++;
  note(test, attempt);
  if (test.score <= 0) beginAgain(state, test);
}

function beginAgain(state: PortScanState, test: ScanTest): void {
  test.score = 0;
  if (test.told === null) clear(state, test);
}

function clear(state: PortScanState, test: ScanTest): void {
  test.score = 0;
  test.peak = 0;
  test.gained = 0;
  test.refused = 0;
  test.silent = 0;
  test.answered = 0;
  test.proven = 0;
  test.references.pairs.length = 0;
  test.references.count = 0;
  const summary = recall(state.sources, test.sourceId);
  if (summary !== undefined && test.shape === 'vertical') summary.vertical++;
  if (summary !== undefined && test.shape === 'horizontal') summary.horizontal++;
}

/**
 * Whether a port that failed before is tried in another scan of the same host: the earlier one was told and is over.
 * The test then begins anew, and so does its evidence.
 */
export function isTriedAnew(
  state: PortScanState,
  pairId: number,
  first: number,
  time: number,
  rules: ScanRules,
): boolean {
  const test = recall(state.tests, fingerprintWith(pairId, SHAPE_CODE.vertical << 24));
  if (test === undefined || first >= time - rules.episodeGapMs) return false;
  if (first < test.since) return true;
  if (test.told === null) return false;
  const gap = Math.max(rules.episodeGapMs, (test.lastSeen - test.firstSeen) / 2);
  if (time - test.lastSeen <= gap) return false;
  clear(state, test);
  test.told = null;
  test.since = time;
  return true;
}

/** A contact that failed turns out to be a client that keeps trying: what it added is taken back. */
export function contactExcused(
  state: PortScanState,
  attempt: Attempt,
  failure: Failure,
  rules: ScanRules,
): void {
  const summary = recall(state.sources, attempt.sourceId);
  if (summary?.first && samePort(summary.first.attempt, attempt)) {
    summary.first = null;
    return;
  }
  const perHost = hostSteps(attempt, rules).failed * everydayFactor(attempt, rules);
  takeBack(recallTest(state, 'vertical', attempt), failure, portSteps(attempt, rules).failed);
  takeBack(recallTest(state, 'horizontal', attempt), failure, perHost);
  takeBack(recallTest(state, 'block', attempt), failure, isSought(attempt, rules) ? perHost : 0);
}

function samePort(a: Attempt, b: Attempt): boolean {
  return a.destination === b.destination && a.protocol === b.protocol && a.port === b.port;
}

function takeBack(test: ScanTest | undefined, failure: Failure, step: number): void {
  if (test === undefined || test[failure] === 0 || test.told !== null) return;
  test[failure]--;
  test.gained -= step;
  test.score = Math.max(0, test.score - step);
  test.peak = Math.max(0, test.peak - step);
}

/** A contact of which only the attempt is known. */
export function contactUnjudged(
  state: PortScanState,
  attempt: Attempt,
  shape: 'fan-out-ports' | 'fan-out-hosts',
  rules: ScanRules,
): void {
  const test = testOf(state, shape, attempt, summaryOf(state, attempt));
  test.unjudged++;
  note(test, attempt);
  const least = shape === 'fan-out-ports' ? rules.fanOutPorts : rules.fanOutHosts;
  if (test.unjudged >= least) state.dirty.add(testKey(shape, attempt));
}

/** Surprise of a test, corrected for the tests of its source; 0 below the smallest number of failures. */
export function scanSurprise(test: ScanTest, summary: SourceSummary, rules: ScanRules): number {
  const failed = test.refused + test.silent;
  switch (test.shape) {
    case 'fan-out-ports':
      return test.unjudged >= rules.fanOutPorts ? rules.fanOutSurprise : 0;
    case 'fan-out-hosts':
      return test.unjudged >= rules.fanOutHosts ? rules.fanOutSurprise : 0;
    case 'vertical':
      return failed < rules.minPorts ? 0 : capped(test.peak - penalty(test, summary), rules);
    case 'horizontal':
      return failed < rules.minHosts ? 0 : capped(test.peak - penalty(test, summary), rules);
    case 'block': {
      const wide = summary.hosts >= rules.minHosts && summary.ports >= rules.minPorts;
      const own = wide && failed >= rules.minHosts ? capped(test.peak - penalty(test, summary), rules) : 0;
      return Math.max(summary.told === 0 ? own : 0, summary.folded);
    }
  }
}

export function penalty(test: ScanTest, summary: SourceSummary): number {
  if (test.shape === 'vertical') return Math.log10(1 + summary.vertical);
  return test.shape === 'horizontal' ? Math.log10(1 + summary.horizontal) : Math.log10(2);
}

function capped(surprise: number, rules: ScanRules): number {
  return Math.min(rules.maxSurprise, Math.max(0, surprise));
}
