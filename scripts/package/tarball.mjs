/** The tarball: the tree in a folder of its own, with the unit. */
import { execFileSync } from 'node:child_process';
import { cpSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../run.mjs';

/** @param {{ tree: string, scratch: string, out: string, version: string, date: number, level: number }} plan */
export function tarball({ tree, scratch, out, version, date, level }) {
  const name = `strayflow-${version}-linux-${process.arch}`;
  const folder = join(scratch, name);
  renameSync(tree, folder);
  cpSync(`${root}packaging/strayflow.service`, join(folder, 'share/strayflow.service'));
  const order = [
    '--sort=name',
    `--mtime=@${date}`,
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--format=gnu',
  ];
  const bytes = execFileSync('tar', ['-C', scratch, ...order, '-cf', '-', name], { maxBuffer: 2 ** 31 - 1 });
  const path = join(out, `${name}.tar.gz`);
  writeFileSync(path, gzipSync(bytes, { level }));
  renameSync(folder, tree);
  return path;
}
