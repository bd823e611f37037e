/** A flow log in which one thing is ordinary: thirty hosts and the web. */
import { random } from '@strayflow/detectors';

const HEADER =
  'time,source,source_port,destination,destination_port,protocol,duration_s,bytes_out,bytes_in,packets_out,packets_in,state';

/** Two hours of web traffic of thirty hosts; with `scanner`, one more tries many ports in the first minute. */
export function webLog(seed: number, bytes: number, scanner: boolean): string {
  const generator = random(seed);
  const lines = Array.from({ length: 6_000 }, (_, i) => {
    const sent = Math.round(bytes * (1 + 20 * generator.uniform() ** 3));
    const to = `192.0.2.${1 + generator.below(60)},443,6`;
    return `${1_700_000_000 + 1.2 * i},10.0.0.${1 + generator.below(30)},${2_000 + i},${to},${(3 * generator.uniform()).toFixed(2)},${sent},${3 * sent},9,11,SF`;
  });
  const scan = Array.from(
    { length: scanner ? 400 : 0 },
    (_, i) => `${1_700_000_000 + 0.1 * i},10.0.0.99,${3_000 + i},10.0.0.5,${1 + i},6,0,60,0,1,0,S0`,
  );
  return [HEADER, ...scan, ...lines, ''].join('\n');
}
