/** What `watch` reads: from the command line, or else from the configuration. */
import { statSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Config } from '../config.js';
import { StrayflowError } from '../model/errors.js';
import { resolveInputs } from '../shell/inputs.js';
import type { LiveSourcesPlan } from '../shell/live/live-sources.js';
import { folderOfPushes } from '../shell/live/push/push-folder.js';
import { formatNamed } from '../shell/live/reading/tell-format.js';
import { parseListen } from '../shell/live/udp/listen-address.js';

export type InputsToWatch = Pick<LiveSourcesPlan, 'files' | 'pipes' | 'listeners' | 'pushes'>;

const STANDARD_INPUT = 0;

/** Throws StrayflowError: usage, and without following what `resolveInputs` throws. */
export async function inputsToWatch(
  patterns: readonly string[],
  format: string | null,
  follow: boolean,
  { watch }: Config,
): Promise<InputsToWatch> {
  const named = patterns.map((path) => ({ kind: isPipe(path) ? 'pipe' : 'follow', path, format }) as const);
  const inputs = patterns.length > 0 ? named : watch.inputs;
  if (inputs.length === 0) {
    throw new StrayflowError('usage', 'there is nothing to watch', {
      hint: 'Name files, or set watch.inputs in the configuration.',
    });
  }
  const files: InputsToWatch['files'][number][] = [];
  const pipes: InputsToWatch['pipes'][number][] = [];
  const listeners: InputsToWatch['listeners'][number][] = [];
  const pushes: InputsToWatch['pushes'][number][] = [];
  for (const input of inputs) {
    if (input.kind === 'push') {
      const { name, format = null } = input;
      if (format !== null) formatNamed(format);
      pushes.push({ name, format, folder: folderOfPushes(watch.state, name) });
    } else if (input.kind === 'udp') {
      parseListen(input.listen);
      listeners.push(input);
    } else {
      const each = { path: input.path, format: input.format ?? format };
      if (each.format !== null) formatNamed(each.format);
      if (input.kind === 'pipe') pipes.push(each);
      else if (follow) files.push(each);
      else files.push(...(await filesNow(each.path, each.format)));
    }
  }
  if (!follow && listeners.length + pushes.length > 0) {
    throw new StrayflowError(
      'usage',
      'what is sent over a network has no end: --until-end is for files and pipes',
    );
  }
  if (pipes.some(({ path }) => path === '-') && isatty(STANDARD_INPUT)) {
    throw new StrayflowError('usage', 'standard input is a terminal', {
      hint: 'Pipe something into it: tcpdump -w - | strayflow watch -',
    });
  }
  return { files, pipes, listeners, pushes };
}

function isPipe(path: string): boolean {
  return path === '-' || statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
}

async function filesNow(pattern: string, format: string | null): Promise<InputsToWatch['files']> {
  const found = await resolveInputs([pattern]);
  return found.flatMap(({ path }) => (path === null ? [] : [{ path, format }]));
}
