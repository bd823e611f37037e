/** Changes a configuration file in place: comments and everything else stay as they were. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Document, isMap, parseDocument } from 'yaml';
import { StrayflowError } from '../model/errors.js';
import { describeFault, parseConfig } from './config-file.js';

/**
 * Sets each path to its value and gives the new text; a null value takes the path away. Throws StrayflowError
 * 'config-invalid' when the text is no configuration, before or after.
 */
export function editConfig(
  text: string,
  changes: readonly { readonly path: readonly string[]; readonly value: unknown }[],
  name: string,
): string {
  const document = text.trim() === '' ? new Document({}) : parseDocument(text);
  check(document.errors.length > 0 ? document.toString({ lineWidth: 0 }) : text, name);
  if (!isMap(document.contents)) document.contents = document.createNode({}) as typeof document.contents;
  for (const { path, value } of changes) {
    if (value === null) {
      if (document.hasIn(path)) document.deleteIn(path);
      continue;
    }
    for (let depth = 1; depth < path.length; depth++) {
      // A key without a value stands for its defaults.
      const outer = path.slice(0, depth);
      if (!isMap(document.getIn(outer, true))) document.setIn(outer, document.createNode({}));
    }
    document.setIn(path, document.createNode(value));
  }
  const edited = document.toString({ lineWidth: 0 });
  check(edited, name);
  return edited;
}

function check(text: string, name: string): void {
  const result = parseConfig(text);
  if ('config' in result) return;
  const shown = result.faults.slice(0, 5).map((fault) => `${name}${describeFault(fault)}`);
  throw new StrayflowError('config-invalid', shown.join('\n'));
}

/** The same of a file, which is made when it is not there; whole or not at all. Throws StrayflowError. */
export function editConfigFile(
  path: string,
  changes: readonly { readonly path: readonly string[]; readonly value: unknown }[],
): void {
  let text = '';
  try {
    if (existsSync(path)) text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StrayflowError('input-unreadable', `cannot read the configuration ${path}`, { cause });
  }
  const edited = editConfig(text, changes, path);
  const part = `${path}.part`;
  try {
    writeFileSync(part, edited);
    renameSync(part, path);
  } catch (cause) {
    rmSync(part, { force: true });
    throw new StrayflowError('output-unwritable', `cannot write ${path}`, { cause });
  }
}
