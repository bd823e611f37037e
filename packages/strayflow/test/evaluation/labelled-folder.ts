/** A small labelled folder: clients that browse, one host that scans, one column of labels. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { random } from '@strayflow/detectors';

export const START_S = 1_700_000_000;
export const SCAN_AT_S = START_S + 1_800;
const HEADER =
  'time,source,source_port,destination,destination_port,protocol,duration_s,bytes_out,bytes_in,packets_out,packets_in,state,label';

/** An hour of browsing by `clients` hosts, in order of time. */
function browsing(clients: number, rows: number): readonly string[] {
  const draw = random(7);
  return Array.from({ length: rows }, (_, i) => {
    const time = START_S + (3_600 * (i + draw.uniform())) / rows;
    const bytes = Math.round(300 * 10 ** (3 * draw.uniform()));
    const packets = 4 + Math.ceil(bytes / 1_000);
    return `${time.toFixed(3)},10.0.0.${10 + (i % clients)},${30_000 + i},192.0.2.${1 + draw.below(20)},443,6,${(10 * draw.uniform()).toFixed(2)},${bytes},${4 * bytes},${packets},${2 * packets},SF,normal`;
  });
}

function scan(): readonly string[] {
  return Array.from({ length: 60 }, (_, i) => {
    const time = SCAN_AT_S + i / 10;
    return `${time.toFixed(3)},10.0.0.99,${40_000 + i},10.0.0.10,${1 + i},6,0,60,40,1,1,REJ,attack`;
  });
}

/** `traffic.csv` in `folder`; returns its path. */
export function writeTraffic(folder: string, withScan: boolean, rows = 1_500): string {
  mkdirSync(folder, { recursive: true });
  const lines = [...browsing(12, rows), ...(withScan ? scan() : [])];
  const path = join(folder, 'traffic.csv');
  writeFileSync(path, `${[HEADER, ...lines.sort()].join('\n')}\n`);
  return path;
}

export function writeTruth(folder: string, truth: object): void {
  writeFileSync(join(folder, 'truth.json'), JSON.stringify(truth));
}

/** What is known of the traffic with its scan. */
export const SCAN_TRUTH = {
  internal: ['10.0.0.0/24'],
  inputs: { 'traffic.csv': {} },
  attackers: { '10.0.0.99': ['port-scan'] },
  others: 'benign',
  events: [
    {
      behaviour: 'port-scan',
      attacker: '10.0.0.99',
      victims: ['10.0.0.10'],
      start: SCAN_AT_S,
      end: SCAN_AT_S + 6,
    },
    { behaviour: 'brute-force', attacker: '10.0.0.99', start: START_S, end: START_S + 9, visible: false },
  ],
  flowLabel: { column: 'Label', malicious: ['attack'], benign: ['normal'] },
};
