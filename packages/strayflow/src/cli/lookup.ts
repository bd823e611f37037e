/** `strayflow lookup`: all that is known of an address, from where, and how old it is. */
import type { Command } from 'commander';
import { isDeclaredShared, KIND_MEANING, type LocationAnswer, sharedPrefixes } from '../addresses/index.js';
import type { Config } from '../config.js';
import {
  ADDRESS_BYTES,
  addressKind,
  anyPrefixContains,
  formatAddress,
  hostName,
  parseAddress,
  parsePrefix,
} from '../model/address.js';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { duration, isoTime, utc, utcDay } from '../model/format.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { type LocationFiles, openLocations } from '../shell/location-files.js';
import { readEvidence } from '../shell/read-evidence.js';
import { printable } from './printable.js';
import { formatTable } from './text-table.js';

interface LookupFlags {
  readonly config?: string;
  readonly report?: string;
  readonly json?: boolean;
}

interface Subject {
  readonly bytes: Uint8Array;
  readonly address: string;
  readonly config: Config;
  readonly report: string | null;
  /** Wall clock (Unix ms), for ages. */
  readonly now: number;
}

/** What one part of the program knows: the same as rows for people and as data. */
interface Part {
  readonly rows: readonly (readonly [about: string, text: string])[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** Each knows something of its own; what else is known of addresses is one more line here. */
const PARTS: readonly ((subject: Subject) => Part)[] = [kindPart, networkPart, locationPart, reportPart];

export function lookupCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  program
    .command('lookup')
    .description('all that is known of an address: kind, network, place, risk in a report, and how old it is')
    .argument('<address>', 'an IPv4 or IPv6 address')
    .option(
      '-c, --config <file>',
      'configuration with internal prefixes, shared addresses and location databases',
    )
    .option('-r, --report <folder>', 'also what a report folder that analyze wrote tells of it')
    .option('--json', 'print one JSON object and nothing else')
    .action((text: string, flags: LookupFlags) => {
      const bytes = new Uint8Array(ADDRESS_BYTES);
      if (!parseAddress(text, bytes)) {
        throw new StrayflowError('usage', `${text} is no address`, {
          hint: 'Name one IPv4 or IPv6 address, such as 192.0.2.1 or 2001:db8::1.',
        });
      }
      const parts = describe({
        bytes,
        address: formatAddress(bytes),
        config: flags.config === undefined ? defaultConfig() : readConfig(flags.config),
        report: flags.report ?? null,
        now: Date.now(),
      });
      process.stdout.write(flags.json === true ? jsonOf(parts) : textOf(parts));
      finish(ExitCode.ok);
    });
}

function describe(subject: Subject): readonly Part[] {
  return PARTS.map((part) => part(subject));
}

function jsonOf(parts: readonly Part[]): string {
  return `${JSON.stringify(Object.assign({}, ...parts.map(({ data }) => data)))}\n`;
}

function textOf(parts: readonly Part[]): string {
  const [head, ...rows] = parts.flatMap((part) => part.rows.map((row) => [...row]));
  return `${printable(formatTable(head!, rows))}\n`;
}

function kindPart({ bytes, address }: Subject): Part {
  const kind = addressKind(bytes);
  return {
    rows: [
      ['address', address],
      ['kind', `${kind}: ${KIND_MEANING[kind]}`],
    ],
    data: { address, kind },
  };
}

function networkPart({ bytes, address, config }: Subject): Part {
  const given = config.internal.length > 0;
  const inside = given
    ? anyPrefixContains(
        config.internal.map((text) => parsePrefix(text)!),
        bytes,
      )
    : null;
  const shared = isDeclaredShared(address, sharedPrefixes(config.addresses.shared));
  const words =
    inside === null ? 'not told: no internal prefixes are configured' : inside ? 'internal' : 'external';
  return {
    rows: [
      ['side', words],
      ...(shared
        ? [['shared', 'by many people, as configured: nothing is told of one person'] as const]
        : []),
    ],
    data: { internal: inside, shared },
  };
}

/** "data of 2026-02-01 (30 days old)" */
function ageWords(built: number | null, now: number): string {
  if (built === null) return 'data of unknown date';
  return `data of ${utcDay(built)} (${built > now ? 'dated in the future' : `${duration(now - built)} old`})`;
}

function answerWords({ place, network }: LocationAnswer): string {
  if (network !== null) return `AS${network.number} ${network.name}`;
  const at = place?.latitude == null ? null : `${place.latitude}, ${place.longitude}`;
  const words = [place?.city, place?.countryCode, at].filter((word) => word !== null && word !== undefined);
  return words.join(', ');
}

function locationPart({ bytes, config, now }: Subject): Part {
  const files = openLocations(config.addresses.location);
  if (files === null)
    return { rows: [['place', 'not looked up: addresses.location is off']], data: { places: null } };
  const answers = files.answers(bytes, 0);
  const rows = answers.map((answer): [string, string] => {
    const source = answer.database === null ? 'a database that does not name itself' : answer.database.text;
    const about = answer.network === null ? 'place' : 'network';
    return [about, `${answerWords(answer)}; by ${source}, ${ageWords(answer.database?.built ?? null, now)}`];
  });
  const disputedBy = files.lookup(bytes, 0)?.disputedBy ?? [];
  if (disputedBy.length > 0) rows.push(['place', `the databases disagree: do not rely on it`]);
  if (answers.length === 0) rows.push(['place', nothingKnown(bytes, files)]);
  return {
    rows: [...rows, ...files.notes.map((note): [string, string] => ['note', note])],
    data: { places: answers.map((answer) => dataOf(answer, now)), disputedBy, notes: files.notes },
  };
}

function nothingKnown(bytes: Uint8Array, files: LocationFiles): string {
  if (addressKind(bytes) !== 'public') return 'none: only public addresses are somewhere';
  return files.notes.length > 0 ? 'not known' : 'not known to any of the databases';
}

function dataOf({ database, place, network }: LocationAnswer, now: number): object {
  const built = database?.built ?? null;
  return {
    source: database?.text ?? null,
    licence: database?.licence ?? null,
    built: built === null ? null : isoTime(built),
    ageDays: built === null ? null : Math.floor((now - built) / 86_400_000),
    place,
    network,
  };
}

function reportPart({ bytes, report }: Subject): Part {
  if (report === null) return { rows: [], data: {} };
  const stored = readEvidence(report);
  const names = new Set([hostName(bytes, 0, true), hostName(bytes, 0, false)]);
  const hosts = stored.hosts.filter(({ address }) => names.has(address));
  const evidence = stored.evidence.filter(({ host }) => names.has(host));
  const named = stored.evidence.filter(({ peer }) => peer !== null && names.has(peer));
  const rows: [string, string][] = hosts.map(({ role, risk, peakTime }) => [
    'risk',
    `${risk.toFixed(2)} as ${role}, at its highest ${utc(peakTime)}`,
  ]);
  for (const { family, role, summary, lastSeen } of evidence) {
    rows.push(['evidence', `${family} (${role}), last ${utc(lastSeen)}: ${summary}`]);
  }
  for (const { host, family, summary } of named) rows.push(['named', `${host}, ${family}: ${summary}`]);
  if (rows.length === 0) rows.push(['report', `${report} tells nothing of it`]);
  return { rows, data: { hosts, evidence, named } };
}
