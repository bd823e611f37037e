/** `strayflow explain`: the whole derivation of a host's risk, and on request the raw records that it rests on. */
import { type Command, Option } from 'commander';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { isoTime } from '../model/format.js';
import type { HostRisk } from '../model/host-risk.js';
import { type Derivation, renderDerivation } from '../reports/derivation.js';
import { similarObject, similarWords } from '../reports/similar.js';
import { recordNoun } from '../reports/words.js';
import { type RawRecords, rawRecords } from '../shell/raw-records.js';
import { readEvidence, type StoredEvidence } from '../shell/read-evidence.js';
import { printable } from './printable.js';

/** Records of one input that are named in a line. */
const SHOWN_RECORDS = 8;

interface ExplainFlags {
  readonly records?: readonly string[];
  readonly json?: boolean;
}

export function explainCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  program
    .command('explain')
    .description('how the risk of a host came about: every evidence, every number, the records it rests on')
    .argument(
      '<host>',
      'an address as the report shows it; or network, "service tcp/445", "sensor NAME" of the network as a whole',
    )
    .argument('<report>', 'a folder that analyze wrote')
    .option(
      '--records <inputs...>',
      'also show the raw records, from these files or folders that were analysed',
    )
    .addOption(
      new Option('--json', "print the host's part of evidence.json and nothing else").conflicts('records'),
    )
    .action(async (host: string, report: string, flags: ExplainFlags) => {
      const stored = readEvidence(report);
      const hosts = subjectsOf(stored).filter(({ address }) => address === host);
      if (hosts.length === 0) throw unknownHost(host, report, stored);
      if (flags.json === true) {
        process.stdout.write(`${JSON.stringify(partOf(stored, hosts, host))}\n`);
      } else {
        const texts = hosts.map((each) => renderDerivation(derivationOf(stored, each)));
        process.stdout.write(printable(texts.join('\n')));
      }
      if (flags.records !== undefined) await showRecords(stored, host, flags.records);
      finish(ExitCode.ok);
    });
}

/** A host, or what is none and stands in its place. */
type StoredSubject = StoredEvidence['hosts'][number] & Pick<HostRisk, 'subject'>;

function subjectsOf({ hosts, network }: StoredEvidence): readonly StoredSubject[] {
  return [
    ...hosts,
    ...network.map(
      (each): StoredSubject => ({
        ...each,
        address: each.name,
        name: null,
        subject: 'network',
        role: 'victim',
      }),
    ),
  ];
}

/** As evidence.json has it, times as text. */
function partOf(stored: StoredEvidence, hosts: readonly StoredSubject[], host: string): object {
  return {
    hosts: hosts.map((each) => ({ ...each, peakTime: isoTime(each.peakTime) })),
    evidence: stored.evidence
      .filter((each) => each.host === host)
      .map((each) => ({
        ...each,
        window: { start: isoTime(each.window.start), end: isoTime(each.window.end) },
        firstSeen: isoTime(each.firstSeen),
        lastSeen: isoTime(each.lastSeen),
        ...similarObject(each, (record) => record, isoTime),
      })),
  };
}

function unknownHost(host: string, report: string, stored: StoredEvidence): StrayflowError {
  const subjects = subjectsOf(stored);
  const known = subjects.slice(0, 5).map(({ address }) => address);
  return new StrayflowError('usage', `${report} holds no evidence about ${host}`, {
    hint:
      known.length === 0
        ? 'It holds evidence about no host at all.'
        : `It holds evidence about ${known.join(', ')}${subjects.length > known.length ? ` and ${subjects.length - known.length} more` : ''}.`,
  });
}

function derivationOf(stored: StoredEvidence, host: StoredSubject): Derivation {
  const own = stored.evidence.filter(
    (each) => each.host === host.address && each.role === host.role && each.site === host.site,
  );
  const place = new Map(host.evidence.map((id, i) => [id, i]));
  const order = (id: string) => place.get(id) ?? Number.MAX_SAFE_INTEGER;
  return {
    host: {
      ...host,
      host: host.address,
      shares: host.shares.map((share) => ({
        ...share,
        evidenceIds: own
          .filter(({ family, id }) => family === share.family && place.has(id))
          .map(({ id }) => id),
      })),
    },
    name: host.name ?? null,
    evidence: own
      .toSorted((a, b) => order(a.id) - order(b.id) || b.surprise - a.surprise || (a.id < b.id ? -1 : 1))
      .map((evidence) => ({
        evidence,
        peerName: evidence.peerName ?? null,
        records: recordTexts(stored, evidence.records),
        similar: similarWords(evidence, (place) => {
          const record = evidence.similar?.nearest[place]?.record ?? null;
          return record === null ? null : (recordTexts(stored, [record])[0] ?? null);
        }),
      })),
    numbers: stored.riskNumbers,
    lines: stored.lines,
    expectedAlarms: stored.expectedAlarms,
  };
}

type StoredRecords = StoredEvidence['evidence'][number]['records'];

/** "tap.pcap: frames 12, 15" for each input. */
function recordTexts(stored: StoredEvidence, records: StoredRecords): readonly string[] {
  return [...recordsByInput(records)].map(([sha256, numbers]) => {
    const input = stored.inputs.find((each) => each.sha256 === sha256);
    const noun = recordNoun(input?.format ?? '');
    const shown = numbers.slice(0, SHOWN_RECORDS).join(', ');
    return `${input?.name ?? 'an input that is not named'}: ${noun}${numbers.length === 1 ? '' : 's'} ${shown}`;
  });
}

function recordsByInput(records: StoredRecords): ReadonlyMap<string, readonly number[]> {
  const byInput = new Map<string, number[]>();
  for (const { input, record } of records) {
    byInput.set(input ?? '', [...(byInput.get(input ?? '') ?? []), record]);
  }
  return byInput;
}

/** Its own records, and those of what is ordinary and resembles it. */
function referredTo({ records, similar }: StoredEvidence['evidence'][number]): StoredRecords {
  return [...records, ...(similar?.nearest ?? []).flatMap(({ record }) => record ?? [])];
}

async function showRecords(stored: StoredEvidence, host: string, paths: readonly string[]): Promise<void> {
  const own = stored.evidence.filter((each) => each.host === host);
  const wanted = new Map<string, readonly number[]>();
  for (const [sha256, numbers] of recordsByInput(own.flatMap(referredTo))) {
    wanted.set(
      sha256,
      [...new Set(numbers)].sort((a, b) => a - b),
    );
  }
  const formats = new Map(stored.inputs.map(({ sha256, format }) => [sha256, format]));
  for (const found of await rawRecords(paths, wanted, formats)) process.stdout.write(printable(shown(found)));
}

function shown({ name, records, instead }: RawRecords): string {
  const lines = records.map(({ number, text }) => `  ${String(number).padStart(8)}  ${text}`);
  return `\n${name}\n${[...lines, ...(instead === null ? [] : [`  ${instead}`])].join('\n')}\n`;
}
