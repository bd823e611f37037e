/** Measures one job: all sides in turn, as often as there are rounds. */
import { fileURLToPath } from 'node:url';
import { COLUMNS } from './features.mjs';
import { Side } from './side.mjs';

const OURS = fileURLToPath(new URL('./ours.mjs', import.meta.url));
const NPM_PEERS = fileURLToPath(new URL('./npm-peers.mjs', import.meta.url));
const LIBSVM_TOOLS = fileURLToPath(new URL('./libsvm-tools.mjs', import.meta.url));
const PYTHON_PEERS = fileURLToPath(new URL('./peers.py', import.meta.url));

/** For one call, so that a run ends: the slowest peer with a target takes about a minute. */
const TIMEOUT_SECONDS = 200;
/** Of a peer without a target; one that takes longer than the second is asked once. */
const OTHERS_TIMEOUT_SECONDS = 60;
const SLOW_SECONDS = 10;

/** How a peer is run; anything else is a package of the npm registry. */
const PROGRAMS = {
  'scikit-learn': (folder) => ['/usr/bin/python3', PYTHON_PEERS, folder],
  torch: (folder) => ['/usr/bin/python3', PYTHON_PEERS, folder],
  libsvm: (folder) => [process.execPath, LIBSVM_TOOLS, folder],
};
const npmPackage = (folder, name) => [process.execPath, NPM_PEERS, folder, name];
/** Memory before a call is what is in use, not what waits to be collected. */
const own = (folder, ...flags) => [process.execPath, '--expose-gc', OURS, folder, ...flags];

/**
 * @param {object} job of jobs.mjs
 * @param {{ rounds: number, folder: string, missing: (peer: string) => string | undefined }} settings
 */
export async function measure(job, { rounds, folder, missing }) {
  const side = (command, how, timeoutSeconds = TIMEOUT_SECONDS) =>
    new Side(
      command,
      { job: job.job, data: job.data, rows: job.rows, columns: COLUMNS[job.data], epsilon: job.epsilon, how },
      timeoutSeconds,
    );
  const ours = side(own(folder));
  const plain = job.kernel === undefined ? undefined : side(own(folder, '--plain'));
  const peers = job.peers.map(({ peer, how, target }) => {
    const program = PROGRAMS[peer];
    const started = side(
      program ? program(folder) : npmPackage(folder, peer),
      how,
      target === undefined ? OTHERS_TIMEOUT_SECONDS : TIMEOUT_SECONDS,
    );
    started.failure = missing(peer);
    return started;
  });
  const all = [ours, ...(plain ? [plain] : []), ...peers];
  try {
    for (let round = 0; round < rounds; round++) {
      for (const current of all) {
        const target = job.peers[peers.indexOf(current)]?.target;
        const slow = peers.includes(current) && target === undefined && current.rounds[0] > SLOW_SECONDS;
        if (!slow) await current.round();
        if (job.fresh) current.end();
      }
      if (ours.failure !== undefined) throw new Error(`${job.job}: ${ours.failure}`);
    }
  } finally {
    for (const current of all) current.end();
  }
  const told = ({ rounds, grown, outcome, failure }) => ({ rounds, grown, outcome, failure });
  return {
    job: job.job,
    rows: job.rows,
    ours: told(ours),
    plain: plain && told(plain),
    peers: job.peers.map(({ peer, how }, index) => ({ peer, how, ...told(peers[index]) })),
  };
}
