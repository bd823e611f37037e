/** Which peers can be run here; those of the npm registry are installed when they are first needed. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const peersFolder = fileURLToPath(new URL('../peers', import.meta.url));
const INSTALL = 'npm ci --prefix bench/peers';

const DEBIAN = {
  'scikit-learn': ['/usr/lib/python3/dist-packages/sklearn', 'python3-sklearn'],
  torch: ['/usr/lib/python3/dist-packages/torch', 'python3-torch'],
  libsvm: ['/usr/bin/svm-train', 'libsvm-tools'],
};

/** A function that says of a peer why it cannot be run, undefined where it can. */
export function availability() {
  let installed;
  return (peer) => {
    if (DEBIAN[peer]) {
      const [file, name] = DEBIAN[peer];
      return existsSync(file) ? undefined : `not installed: apt-get install ${name}`;
    }
    installed ??= installPeers();
    return installed ? undefined : `not installed: ${INSTALL}`;
  };
}

function installPeers() {
  if (existsSync(`${peersFolder}/node_modules/.package-lock.json`)) return true;
  process.stderr.write(`${INSTALL} ...\n`);
  const { status } = spawnSync('npm', ['ci', '--prefix', peersFolder, '--loglevel=error'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return status === 0;
}
