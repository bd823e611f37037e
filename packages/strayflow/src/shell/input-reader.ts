/** Opens one input of this machine: a file, a pipe, standard input. */
import type { Readable } from 'node:stream';
import { gunzip } from './gunzip.js';
import type { InputFile } from './inputs.js';
import { type OpenInput, openStored } from './open-input.js';
import { StoredBytes } from './stored-bytes.js';

/** Throws StrayflowError 'input-unreadable' when nothing can be read of it. */
export async function openInput(
  file: InputFile,
  standardInput: Readable = process.stdin,
): Promise<OpenInput> {
  return openStored(new StoredBytes(file, standardInput), file.name, gunzip);
}
