/** Files of folders, unpacked, for the fuzzer to begin with. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const MOST_BYTES = 4 << 20;

/** @param {readonly string[]} folders @returns {Uint8Array[]} heads of long files */
export function filesOf(folders) {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .map((name) => join(folder, String(name)))
      .sort()
      .filter((path) => statSync(path).isFile())
      .map(unpacked),
  );
}

function unpacked(path) {
  const bytes = readFileSync(path);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return new Uint8Array(isGzip ? gunzipSync(bytes) : bytes).slice(0, MOST_BYTES);
}
