/** The names that the configuration takes bodies in for, each with its place on the disk. */
import type { Config } from '../config.js';
import { folderOfPushes } from '../shell/live/push/push-folder.js';
import { PushWriter } from '../shell/live/push/push-writer.js';
import { sourceOfPush } from '../shell/live/reading/pushed.js';
import { readOffset } from '../store/read-state.js';

export type Pushes = ReadonlyMap<string, PushWriter>;

/** Throws the system's error, and StrayflowError 'state-unreadable'. */
export function openPushes({ watch }: Config, folder: string): Pushes {
  return new Map(
    watch.inputs.flatMap((input) => {
      if (input.kind !== 'push') return [];
      const { name, storedBytes } = input;
      const read = readOffset(folder, sourceOfPush(name)) ?? 0;
      return [[name, new PushWriter(folderOfPushes(folder, name), storedBytes, read)] as const];
    }),
  );
}
