/** How a fault of gzip data is said. No Node API. */
import { StrayflowError } from '../model/errors.js';

/** @param taken stored bytes before the fault @param read stored bytes read in all */
export function gzipFault(name: string, taken: number, read: number, cause: unknown): StrayflowError {
  const what = taken === read ? `breaks off after ${taken} bytes` : `is damaged near byte ${taken}`;
  return new StrayflowError('input-corrupt', `the gzip data of ${name} ${what}`, { cause });
}
