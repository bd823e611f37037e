/** Programs that read a whole capture: their time is that of the process. usage: node tools.mjs FOLDER PROGRAM */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { answer } from '../detectors/answer.mjs';
import { pathOf } from './paths.mjs';

const [, , folder, program] = process.argv;
const FIELDS = [
  'frame.time_epoch',
  'ip.src',
  'ip.dst',
  'ip.proto',
  'tcp.srcport',
  'tcp.dstport',
  'udp.srcport',
  'udp.dstport',
  'frame.len',
];

function prepare({ job }) {
  const path = pathOf(folder, job);
  const out = join(folder, 'nfpcapd');
  mkdirSync(out, { recursive: true });
  const [command, args] = {
    tshark: [
      '/usr/bin/tshark',
      ['-n', '-r', path, '-T', 'fields', ...FIELDS.flatMap((name) => ['-e', name])],
    ],
    // To a port where nobody listens: only its own work counts.
    softflowd: ['/usr/sbin/softflowd', ['-r', path, '-n', '127.0.0.1:9', '-v', '9', '-d', '-m', '2000000']],
    nfpcapd: ['/usr/bin/nfpcapd', ['-r', path, '-w', out]],
  }[program];
  return {
    run: () => {
      const started = performance.now();
      execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 1 << 26 });
      return { seconds: (performance.now() - started) / 1000 };
    },
    outcome: () => 'the whole file',
  };
}

await answer(prepare);
