/** What the script that writes docs/detectors/api.md prints. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../scripts/api-page.mjs', import.meta.url));

/** @param folder of another package than this one */
export function generatedPage(
  ...folder: readonly [] | readonly [string]
): Promise<{ readonly page: string; readonly complaint: string }> {
  return new Promise((resolve) => {
    const options = { maxBuffer: 8 * 2 ** 20 };
    execFile(process.execPath, [script, ...folder], options, (_, page, complaint) =>
      resolve({ page, complaint }),
    );
  });
}
