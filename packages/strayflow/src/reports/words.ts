/** What families, bases and techniques are called in sentences. */
import type { InputSummary } from '../model/coverage.js';
import type { Basis, Contribution, Evidence, Family, RecordReference } from '../model/evidence.js';
import { count, measured, quantity } from '../model/format.js';

/** Families that somebody does to somebody; the others only stand out. */
const ATTACKS: ReadonlySet<Family> = new Set<Family>([
  'port-scan',
  'ping-sweep',
  'brute-force',
  'flood',
  'reflection',
  'exfiltration',
  'dns-tunnel',
  'icmp-tunnel',
  'lateral-movement',
  'man-in-the-middle',
  'rogue-service',
  'spoofing',
]);

export function isAttack(family: Family): boolean {
  return ATTACKS.has(family);
}

/** "port scan" */
export function familyWords(family: Family): string {
  if (family === 'learned') return 'unusual traffic (learned models)';
  if (family === 'context') return 'unusual context';
  if (family === 'dns-tunnel') return 'DNS tunnel';
  if (family === 'icmp-tunnel') return 'ICMP tunnel';
  return family.replaceAll('-', ' ');
}

export function basisWords(basis: Basis): string {
  switch (basis.kind) {
    case 'tail-probability':
      return `measured against ${count(basis.calibrationRows)} held-out ordinary rows`;
    case 'test-bound':
      return `${basis.test.includes('bound') ? '' : 'bound of '}the ${basis.test}`;
    case 'measured-rate':
      return `rate measured on ${basis.measuredOn}`;
    case 'confidence-class':
      return `${basis.name} confidence: ${basis.why}`;
  }
}

/** "An ordinary host shows this about once in 630,000 times" for a surprise of 5.8. */
export function rarityWords(surprise: number, subject: Evidence['subject'] = undefined): string {
  const whose = subject ?? 'host';
  const odds = 10 ** Math.max(surprise, 0);
  if (odds < 2) return `Ordinary ${whose}s show this often`;
  if (odds > 1e9) return `An ordinary ${whose} shows this less than once in a billion times`;
  const digits = Math.max(0, Math.floor(Math.log10(odds)) - 1);
  return `An ordinary ${whose} shows this about once in ${count(Math.round(odds / 10 ** digits) * 10 ** digits)} times`;
}

const TECHNIQUES: Readonly<Record<string, string>> = {
  T1018: 'Remote System Discovery',
  T1021: 'Remote Services',
  'T1021.001': 'Remote Desktop Protocol',
  'T1021.002': 'SMB/Windows Admin Shares',
  'T1021.003': 'Distributed Component Object Model',
  'T1021.004': 'SSH',
  'T1021.005': 'VNC',
  'T1021.006': 'Windows Remote Management',
  T1040: 'Network Sniffing',
  T1041: 'Exfiltration Over C2 Channel',
  T1046: 'Network Service Discovery',
  T1048: 'Exfiltration Over Alternative Protocol',
  T1071: 'Application Layer Protocol',
  'T1071.004': 'Application Layer Protocol: DNS',
  T1095: 'Non-Application Layer Protocol',
  T1110: 'Brute Force',
  'T1110.003': 'Password Spraying',
  T1498: 'Network Denial of Service',
  'T1498.001': 'Direct Network Flood',
  'T1498.002': 'Reflection Amplification',
  T1499: 'Endpoint Denial of Service',
  'T1499.002': 'Service Exhaustion Flood',
  T1557: 'Adversary-in-the-Middle',
  'T1557.001': 'LLMNR/NBT-NS Poisoning and SMB Relay',
  'T1557.002': 'ARP Cache Poisoning',
  'T1557.003': 'DHCP Spoofing',
  T1571: 'Non-Standard Port',
  T1572: 'Protocol Tunneling',
  'T1584.002': 'Compromise Infrastructure: DNS Server',
  T1595: 'Active Scanning',
  'T1595.001': 'Scanning IP Blocks',
};

/** "T1046 Network Service Discovery" */
export function techniqueWords(technique: string): string {
  const name = TECHNIQUES[technique];
  return name === undefined ? technique : `${technique} ${name}`;
}

/** Address of a technique's page, or null for what is no technique id. */
export function techniqueUrl(technique: string): string | null {
  const match = /^(T\d{4})(?:\.(\d{3}))?$/.exec(technique);
  if (match === null) return null;
  return `https://attack.mitre.org/techniques/${match[1]}/${match[2] === undefined ? '' : `${match[2]}/`}`;
}

/** Formats whose records are neither lines nor frames. */
const BINARY: ReadonlySet<string> = new Set([
  'arrow',
  'export-capture',
  'flow-datagrams',
  'netflow',
  'nfdump',
  'parquet',
  'sflow',
]);

/** What the records of an input are called: captures have frames, logs have lines. */
export function recordNoun(format: string): 'frame' | 'line' | 'record' {
  if (format.startsWith('pcap')) return 'frame';
  return BINARY.has(format) ? 'record' : 'line';
}

/** "tap.pcap: frames 12, 15, 18" for each input; `shown` numbers at most in all. */
export function recordWords(
  records: readonly RecordReference[],
  inputs: readonly InputSummary[],
  shown: number,
): readonly string[] {
  const byInput = new Map<number, number[]>();
  for (const { input, record } of records.slice(0, shown)) {
    byInput.set(input, [...(byInput.get(input) ?? []), record]);
  }
  return [...byInput].map(([index, numbers]) => {
    const input = inputs[index];
    const noun = recordNoun(input?.format ?? '');
    const list = numbers.map(quantityPlain).join(', ');
    return `${input?.name ?? `input ${index}`}: ${noun}${numbers.length === 1 ? '' : 's'} ${list}`;
  });
}

/** Record numbers are typed into other tools, so without separators. */
function quantityPlain(value: number): string {
  return Number.isInteger(value) ? String(value) : quantity(value);
}

/** The unit, or none where the feature's words say it already: "ports tried: 1,024", not "1,024 ports". */
function unitBeside(feature: string, unit: string): string {
  return feature.split(' ').includes(unit) ? '' : unit;
}

export function valueWords({
  feature,
  value,
  unit,
}: Pick<Contribution, 'feature' | 'value' | 'unit'>): string {
  return measured(value, unitBeside(feature, unit));
}

/** "1 to 6", "410 B to 66.0 kB", "0 to 12.5 per second"; null where nothing ordinary was seen. */
export function usualWords({ feature, unit, usual }: Contribution): string | null {
  if (usual === null) return null;
  const beside = unitBeside(feature, unit);
  const scaled = ['B', 'bytes', 'ms', 's', 'h'].includes(beside);
  return `${scaled ? measured(usual.low, beside) : quantity(usual.low)} to ${measured(usual.high, beside)}`;
}

/** "Would not have fired below 20 (ports tried)."; null where there is no one number. */
export function thresholdWords({ threshold }: Pick<Evidence, 'threshold'>): string | null {
  if (threshold === null) return null;
  return `Would not have fired below ${valueWords(threshold)} (${threshold.feature}).`;
}

/** What would have had to be otherwise: by the threshold, or by what strays most; null where neither is one number. */
export function counterfactualWords(evidence: Pick<Evidence, 'threshold' | 'contributions'>): string | null {
  const said = thresholdWords(evidence);
  if (said !== null) return said;
  const [most] = [...evidence.contributions].sort((a, b) => b.share - a.share);
  const usual = most === undefined ? null : usualWords(most);
  if (most === undefined || usual === null) return null;
  return `Would have been less strange with ${most.feature} of ${usual}, as is usual; it was ${valueWords(most)}.`;
}
