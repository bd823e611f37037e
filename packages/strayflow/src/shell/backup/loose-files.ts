/** Files of a state that no database lists: what was received and is not parsed, and models. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bodiesIn } from '../live/push/push-folder.js';
import { segmentsOf } from '../live/udp/segment-folder.js';

/** Folders of folders, one for each listener or name, and the paths in such a folder, the oldest first. */
const RECEIVED = {
  datagrams: (folder: string) => segmentsOf(folder).map(({ path }) => path),
  push: (folder: string) => bodiesIn(folder).map(({ path }) => path),
} as const;
/** Of the state folder. */
export const LOOSE_FOLDERS = [...Object.keys(RECEIVED), 'models'];
const MODEL = /^(?:models\.json|current\.model|\d{6,9}\.model)$/;

/** Below the state folder; the first of a folder goes first. */
function receivedIn(state: string): readonly (readonly string[])[] {
  return Object.entries(RECEIVED).flatMap(([kind, pathsIn]) =>
    foldersIn(join(state, kind)).map((name) =>
      pathsIn(join(state, kind, name)).map((path) => `${kind}/${name}/${basename(path)}`),
    ),
  );
}

function foldersIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Changes when something that was received goes. */
export function oldestReceived(state: string): string {
  return receivedIn(state)
    .map(([first]) => first ?? '')
    .join();
}

/** Paths below the state folder. */
export function looseFiles(state: string): readonly string[] {
  const models = join(state, 'models');
  const ofModels = existsSync(models) ? readdirSync(models).filter((name) => MODEL.test(name)) : [];
  return [...receivedIn(state).flat(), ...ofModels.sort().map((name) => `models/${name}`)];
}
