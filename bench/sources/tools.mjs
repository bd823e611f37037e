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

/** What the program says goes nowhere; what it took of the processor is told by the shell. */
const TIMED = '"$@" > /dev/null 2>&1 || exit; times';

/** @param {string} times of bash: a line for itself and a line for what it ran, user and system */
function childSeconds(times) {
  const [, , user, system] = [...times.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => 60 * Number(minutes) + Number(seconds),
  );
  return user + system;
}

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
      const times = execFileSync('/bin/bash', ['-c', TIMED, 'bash', command, ...args], { encoding: 'utf8' });
      return { seconds: (performance.now() - started) / 1000, cpu: childSeconds(times) };
    },
    outcome: () => 'the whole file',
  };
}

await answer(prepare);
