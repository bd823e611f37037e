/** The Debian package: the tree below /usr, the unit, the configuration, and what is done when it comes and goes. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../run.mjs';

const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' };
const MAINTAINER = 'Strayflow <maintainers@strayflow.org>';
const SCRIPTS = ['preinst', 'postinst', 'prerm', 'postrm'];

/** @param {{ tree: string, scratch: string, out: string, version: string, date: number, level: number }} plan */
export function debianPackage({ tree, scratch, out, version, date, level }) {
  const architecture = ARCHITECTURES[process.arch];
  if (architecture === undefined) throw new Error(`no Debian package is made for ${process.arch}`);
  const folder = join(scratch, 'debian');
  mkdirSync(folder);
  renameSync(tree, join(folder, 'usr'));
  const documents = join(folder, 'usr/share/doc/strayflow');
  // The licence is Debian's own file; `copyright` names it.
  rmSync(join(documents, 'LICENSE'));
  rmSync(join(folder, 'usr/share/strayflow.service'), { force: true });
  put(folder, 'usr/share/doc/strayflow/copyright', readFileSync(`${root}packaging/debian/copyright`));
  put(folder, 'usr/share/doc/strayflow/changelog.gz', changelog(version, date));
  put(
    folder,
    'usr/share/lintian/overrides/strayflow',
    readFileSync(`${root}packaging/debian/lintian-overrides`),
  );
  put(folder, 'lib/systemd/system/strayflow.service', readFileSync(`${root}packaging/strayflow.service`));
  put(folder, 'etc/strayflow/strayflow.yaml', configuration(folder));
  control(folder, { version, architecture });
  return pack(folder, join(out, `strayflow_${version}_${architecture}.deb`), { date, level });
}

function put(folder, path, content, mode = 0o644) {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), content);
  chmodSync(join(folder, path), mode);
}

function changelog(version, date) {
  const day = new Date(date * 1_000).toUTCString().replace('GMT', '+0000');
  return gzipSync(
    `strayflow (${version}) stable; urgency=medium\n\n  * See operations.md for upgrade notes.\n\n -- ${MAINTAINER}  ${day}\n`,
    { level: 9 },
  );
}

/** What `strayflow init` writes, with the state where the unit has it. */
function configuration(folder) {
  const text = execFileSync(join(folder, 'usr/bin/strayflow'), ['init', '-'], { encoding: 'utf8' });
  const line = /^ {2}#state: .*$/m;
  if (!line.test(text)) throw new Error('strayflow init writes no line for watch.state');
  return text.replace(line, '  state: /var/lib/strayflow');
}

function control(folder, { version, architecture }) {
  const template = readFileSync(`${root}packaging/debian/control`, 'utf8');
  const text = template
    .replace('@VERSION@', version)
    .replace('@ARCHITECTURE@', architecture)
    .replace('@MAINTAINER@', MAINTAINER)
    .replace('@SIZE@', String(kibibytes(folder)));
  put(folder, 'DEBIAN/control', text);
  put(folder, 'DEBIAN/conffiles', '/etc/strayflow/strayflow.yaml\n');
  for (const name of SCRIPTS)
    put(folder, `DEBIAN/${name}`, readFileSync(`${root}packaging/debian/${name}`), 0o755);
  const sums = files(folder)
    .filter((path) => path.startsWith('usr/') || path.startsWith('lib/'))
    .sort();
  const lines = execFileSync('md5sum', ['-z', ...sums], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  put(folder, 'DEBIAN/md5sums', lines.replaceAll('\0', '\n'));
}

/** Regular files. */
function files(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return files(folder, path);
    return entry.isFile() ? [path] : [];
  });
}

function kibibytes(folder) {
  return files(folder).reduce((sum, path) => sum + Math.ceil(lstatSync(join(folder, path)).size / 1_024), 0);
}

function pack(folder, path, { date, level }) {
  dateAll(folder, date);
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(date) };
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', `-z${level}`, '--build', folder, path], {
    env,
    stdio: ['ignore', 2, 2],
  });
  return path;
}

function dateAll(path, date) {
  lutimesSync(path, date, date);
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) dateAll(join(path, name), date);
}
