/** The rhythm of the network as a whole: of all of it, of its services wherever they are, and of the sensors that see it. */
import type { NetworkContext } from '../../model/behaviour.js';
import { type FlowBatch, opensFlow } from '../../model/flow-batch.js';
import { nameFingerprint } from '../fingerprint.js';
import { referRow } from '../references.js';
import { type ClosedHour, closeSubject, skipHours } from './close.js';
import { keptLogarithm, mark, openValues, PEERS, PORTS, usualAt } from './history.js';
import { MINUTE_MS, openPauses, passMinutes, pauseEvidence } from './pauses.js';
import { type About, addRow, bytesOf, openSubject, type Subject, serviceOf } from './subject.js';
import {
  addSubject,
  allSubjects,
  findSubject,
  hasRoom,
  makeRoom,
  openSubjects,
  type Subjects,
} from './subjects.js';

/** Plain data. */
export interface NetworkSubjects {
  readonly whole: Subject;
  readonly services: Subjects;
  readonly sensors: Subjects;
}

const WHOLE_BITS = 65_536;
const PART_BITS = 4_096;
const MOST_SERVICES = 1_024;
const MOST_SENSORS = 256;
const SERVERS = 3;

export function openNetwork(): NetworkSubjects {
  return {
    whole: openSubject({ kind: 'network' }, WHOLE_BITS),
    services: openSubjects(MOST_SERVICES),
    sensors: openSubjects(MOST_SENSORS),
  };
}

/** A record of whatever hosts. */
export function addToWhole(whole: Subject, batch: FlowBatch, row: number, sensor: Subject | null): void {
  const opens = opensFlow(batch.record[row]!);
  const bytes = bytesOf(batch, row);
  count(whole, batch, row, opens, bytes);
  if (sensor !== null) count(sensor, batch, row, opens, bytes);
}

function count(subject: Subject, batch: FlowBatch, row: number, opens: boolean, bytes: number): void {
  const { history, references } = subject;
  history.bytes += bytes;
  if (subject.pauses === undefined) subject.pauses = openPauses(Math.floor(batch.time[row]! / MINUTE_MS));
  else subject.pauses.isBusy = true;
  if (!opens) return;
  history.flows++;
  referRow(references, batch, row);
}

/** A host of the network took part in a flow. */
export function markHost({ history }: Subject, sensor: Subject | null, host: number): void {
  mark(history, PEERS, host);
  if (sensor !== null) mark(sensor.history, PEERS, host);
}

/** A server of the network was spoken to at a port, and answered; `client` and `server` are hashes. */
export function addToService(
  { whole, services }: NetworkSubjects,
  batch: FlowBatch,
  row: number,
  sensor: Subject | null,
  client: number,
  server: number,
): void {
  const port = batch.destinationPort[row]!;
  mark(whole.history, PORTS, 1 + port);
  if (sensor !== null) mark(sensor.history, PORTS, 1 + port);
  const key = 65_536 * batch.protocol[row]! + port;
  let service = findSubject(services, key);
  if (service === null && hasRoom(services, key)) {
    const about = { kind: 'service', service: serviceOf(batch, row) } as const;
    service = addSubject(services, key, openSubject(about, PART_BITS));
  }
  if (service !== null) addRow(service, batch, row, client, server);
}

/** Gives the sensor of each row of a batch: the exporter, or else the input where it is to go on; null where neither is known. */
export function sensorsOf(
  { sensors }: NetworkSubjects,
  batch: FlowBatch,
  network: NetworkContext,
): (row: number) => Subject | null {
  const { exporter, input } = batch;
  if (exporter === null && network.lastingInput === undefined) return () => null;
  const known = new Map<number, Subject | null>();
  let lastInput = -1;
  return (row) => {
    if (input[row] !== lastInput) known.clear();
    lastInput = input[row]!;
    const code = exporter === null ? 0 : exporter.codes[row]!;
    let sensor = known.get(code);
    if (sensor === undefined) {
      sensor = sensorOf(sensors, lastInput, exporter?.dictionary[code] ?? '', network);
      known.set(code, sensor);
    }
    return sensor;
  };
}

function sensorOf(
  sensors: Subjects,
  input: number,
  exporter: string,
  network: NetworkContext,
): Subject | null {
  if (exporter === '' && network.lastingInput === undefined) return null;
  const about: About = { kind: 'sensor', input, name: exporter, isExporter: exporter !== '' };
  const key = nameFingerprint(`${input} ${exporter}`);
  const known = findSubject(sensors, key);
  if (known !== null || !hasRoom(sensors, key)) return known;
  return addSubject(sensors, key, openSubject(about, PART_BITS));
}

/** Whether one server alone offers it: then it is a service of that host, and nothing of the network. */
function isOfOneServer({ history }: Subject, { hour, options }: ClosedHour): boolean {
  if (openValues(history)[SERVERS]! > 1) return false;
  const usual = usualAt(history, SERVERS, hour, options);
  return usual === null || usual.most < keptLogarithm(2);
}

/**
 * A sensor's silence is one only where what it writes to goes on: another exporter of the same input, or an input that is
 * watched. A file that is over has an end, and is not silent.
 */
function closeSensors({ sensors }: NetworkSubjects, closed: ClosedHour, network: NetworkContext): void {
  const goesOn = new Set<number>();
  for (const { about, history } of allSubjects(sensors)) {
    if (about.kind === 'sensor' && history.flows > 0) goesOn.add(about.input);
  }
  const isOneOfMany = sensors.index.live > 1;
  for (const subject of allSubjects(sensors)) {
    const { about } = subject;
    if (about.kind !== 'sensor') continue;
    const name = network.lastingInput?.(about.input) ?? null;
    if (!about.isExporter && name !== null) about.name = name;
    if (name !== null || (about.isExporter && goesOn.has(about.input)))
      closeSubject(subject, closed, isOneOfMany);
    else skipHours(subject, closed.hour);
  }
}

/** The hour was seen from its beginning to its end; where there was no flow in it, `isSilent`. */
export function closeNetwork(
  subjects: NetworkSubjects,
  closed: ClosedHour,
  isSilent: boolean,
  network: NetworkContext,
): void {
  if (isSilent) {
    // Of files it is not known whether there was nothing to see or nobody who looked.
    if (network.lastingInput === undefined) skipHours(subjects.whole, closed.hour);
    else closeSubject(subjects.whole, closed, true);
    skipParts(subjects, closed.hour);
    return;
  }
  closeSubject(subjects.whole, closed, true);
  for (const service of allSubjects(subjects.services)) {
    closeSubject(service, closed, !isOfOneServer(service, closed));
  }
  closeSensors(subjects, closed, network);
  makeRoom(subjects.services);
  makeRoom(subjects.sensors);
}

/** Event time went from the minute that was open to a later one: what has fallen silent is told. */
export function passNetwork(
  { whole, sensors }: NetworkSubjects,
  [from, to]: readonly [number, number],
  closing: Omit<ClosedHour, 'hour'>,
  network: NetworkContext,
): void {
  const { site, options, emit } = closing;
  const when = { minute: to, site, options };
  const seen = [...allSubjects(sensors)].flatMap(({ about, pauses }) =>
    about.kind === 'sensor' && pauses !== undefined ? [{ about, pauses }] : [],
  );
  const silent = seen.filter(({ pauses }) => passMinutes(pauses, from, to, options));
  if (whole.pauses !== undefined && passMinutes(whole.pauses, from, to, options)) {
    // Of files it is not known whether there was nothing to see or nobody who looked.
    if (network.lastingInput !== undefined) emit(pauseEvidence(null, whole.pauses, when));
  }
  for (const { about, pauses } of silent) {
    const name = network.lastingInput?.(about.input) ?? null;
    const goesOn = (other: (typeof seen)[number]) =>
      other.pauses.quiet < options.silentMinutes &&
      (name !== null || (about.isExporter && other.about.input === about.input));
    if (!about.isExporter && name !== null) about.name = name;
    // Where nobody goes on it is the silence of everything, or the end of a file.
    if (seen.some(goesOn)) emit(pauseEvidence(about.name, pauses, when));
    else pauses.isTold = false;
  }
}

/** Nobody knows what happened from this hour on until another. */
export function skipNetwork(subjects: NetworkSubjects, from: number, until: number): void {
  skipHours(subjects.whole, from, until);
  skipParts(subjects, from, until);
}

function skipParts({ services, sensors }: NetworkSubjects, from: number, until = from + 1): void {
  for (const parts of [services, sensors]) {
    for (const subject of allSubjects(parts)) skipHours(subject, from, until);
  }
}

export function networkDropped({ services, sensors }: NetworkSubjects): number {
  return services.dropped + sensors.dropped;
}
