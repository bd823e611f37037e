/** Flow logs of several sensors over some hours: ordinary traffic, a port scan and password guessing, records out of order. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { random } from '@strayflow/detectors';

const START_S = 1_700_000_000;
const HEADER =
  'time,source,source_port,destination,destination_port,protocol,duration_s,bytes_out,bytes_in,packets_out,packets_in,state\n';

function line(sensor: number, at: number, i: number, draw: () => number): string {
  const time = (START_S + at - (draw() < 0.1 ? 5 * draw() : 0)).toFixed(6);
  const port = 1024 + Math.floor(60_000 * draw());
  if (i % 40 === 0) {
    return `${time},10.0.9.${sensor},${port},172.16.0.7,${1 + ((i / 40) % 60_000)},6,0,60,0,1,0,S0\n`;
  }
  if (i % 55 === 0) {
    return `${time},10.0.8.${sensor},${port},172.16.0.9,22,6,1.2,1500,2100,12,11,SF\n`;
  }
  const client = Math.floor(draw() ** 2 * 200);
  const server = Math.floor(draw() ** 3 * 100);
  const bytes = Math.floor(2_000 * draw());
  return `${time},10.0.${sensor}.${client},${port},192.0.2.${server},443,6,${draw().toFixed(3)},${bytes},${4 * bytes},9,11,SF\n`;
}

/** Paths of the logs, of `rows` records each. */
export function writeLogs(folder: string, sensors: number, rows: number, hours: number): readonly string[] {
  return Array.from({ length: sensors }, (_, sensor) => {
    const source = random(sensor + 1);
    const draw = () => source.uniform();
    let text = HEADER;
    let at = 10 * draw();
    for (let i = 0; i < rows; i++) {
      at += (2 * draw() * 3_600 * hours) / rows;
      text += line(sensor, at, i, draw);
    }
    const path = join(folder, `sensor-${sensor}.csv`);
    writeFileSync(path, text);
    return path;
  });
}
