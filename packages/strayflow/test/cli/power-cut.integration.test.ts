/**
 * The power fails under load: a file system is shut down without its journal or caches being written (as xfstests does it), mounted
 * again, and the service started on what is left. What was acknowledged is there, once; datagrams may be lost, and are never doubled.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { random } from '@strayflow/detectors';
import { afterEach, expect, it } from 'vitest';
import { scratchFolder } from '../shell/scratch-folder.js';
import { SuddenEnds } from './acknowledged.js';

/** `npm run chaos -- power` asks for more. */
const CUTS = Number(process.env['STRAYFLOW_KILLS'] ?? 2);
const SEED = Number(process.env['STRAYFLOW_SEED'] ?? 1);
const IMAGE_BYTES = 2 ** 30;
const WORKING_MS = 6_000;
/** EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH (linux, fs/ext4/ext4.h). */
const SHUTDOWN = `
import fcntl, os, struct, sys
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack('I', 2))`;

const quietly = (program: string, ...args: readonly string[]) =>
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });

/** A file system of its own that can lose its power. */
class Disk {
  readonly folder: string;
  private readonly image: string;
  private isMounted = false;

  constructor(folder: string) {
    this.folder = join(folder, 'disk');
    this.image = join(folder, 'disk.img');
    mkdirSync(this.folder);
    writeFileSync(this.image, '');
    truncateSync(this.image, IMAGE_BYTES);
    quietly('mkfs.ext4', '-q', '-F', this.image);
  }

  /** Throws where loop devices are not allowed here. */
  mount(): void {
    quietly('mount', '-o', 'loop', this.image, this.folder);
    this.isMounted = true;
  }

  /** Nothing that was not written by now is written any more. */
  cutPower(): void {
    quietly('python3', '-c', SHUTDOWN, this.folder);
  }

  unmount(): void {
    quietly('umount', this.folder);
    this.isMounted = false;
  }

  /** As soon as nothing of it is open any more. */
  remove(): void {
    if (this.isMounted) quietly('umount', '--lazy', this.folder);
    this.isMounted = false;
  }
}

let service: SuddenEnds | null = null;
let disk: Disk | null = null;
afterEach(async () => {
  await service?.close();
  service = null;
  disk?.remove();
  disk = null;
});

it(
  `keeps what it acknowledged, each record once, when the power fails ${CUTS} times`,
  async ({ skip }) => {
    const folder = scratchFolder();
    const made = new Disk(folder);
    try {
      made.mount();
    } catch (error) {
      skip(`a file system of its own cannot be mounted here, so no power can be cut: ${String(error)}`);
    }
    disk = made;
    service = await SuddenEnds.open(folder, join(made.folder, 'state'));
    service.begin();
    await service.beginLoad();
    const source = random(SEED);
    for (let cut = 0; cut < CUTS; cut++) {
      if (cut > 0) service.begin();
      await service.listening();
      await pause(1_000 + WORKING_MS * source.uniform());
      made.cutPower();
      await service.kill();
      made.unmount();
      made.mount();
    }
    const kept = await service.expectKept();
    process.stdout.write(`serve: ${CUTS} power cuts, ${kept}\n`);
    expect(kept).toContain('records');
  },
  120_000 + CUTS * 30_000,
);
