/** Which bytes of a module's source have been run, by V8's precise block coverage. */

import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { fileURLToPath } from 'node:url';

/**
 * To be called before the module is loaded.
 * @param {string} url of the module
 * @returns {Promise<(merge: boolean) => boolean>} whether code ran since the last call that had not been seen before;
 * with `merge` it is seen from now on
 */
export async function codeCoverage(url) {
  const session = new Session();
  session.connect();
  const ask = (method, parameters) => {
    let answer;
    session.post(method, parameters, (error, result) => {
      if (error) throw new Error(error.message);
      answer = result;
    });
    return answer;
  };
  ask('Profiler.enable');
  ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const length = readFileSync(fileURLToPath(url), 'utf8').length;
  const seen = new Uint8Array(length);
  const now = new Uint8Array(length);
  return (merge) => {
    const { result } = ask('Profiler.takePreciseCoverage');
    let isNew = false;
    for (const script of result) {
      if (script.url !== url) continue;
      // Functions and ranges within others come after them, and say what was not run there.
      for (const { ranges } of script.functions) {
        for (const { startOffset, endOffset, count } of ranges)
          now.fill(count > 0 ? 1 : 0, startOffset, endOffset);
      }
      for (const { ranges } of script.functions) {
        const [{ startOffset, endOffset, count }] = ranges;
        if (count === 0) continue;
        for (let at = startOffset; at < endOffset; at++) {
          if (now[at] === 0 || seen[at] === 1) continue;
          isNew = true;
          if (!merge) return true;
          seen[at] = 1;
        }
      }
    }
    return isNew;
  };
}
