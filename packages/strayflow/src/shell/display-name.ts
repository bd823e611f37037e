/** File names as they may be shown: names may hold newlines, escape sequences and bytes that are no text. */

/** Invisible characters and bytes that are no UTF-8 become \xNN or \u{…}. */
export function displayName(path: string | Uint8Array): string {
  const bytes = typeof path === 'string' ? Buffer.from(path, 'utf8') : Buffer.from(path);
  let shown = '';
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    const text = length === 0 ? '' : bytes.toString('utf8', at, at + length);
    if (length === 0) shown += `\\x${bytes[at]!.toString(16).padStart(2, '0')}`;
    else if (!/^[\p{C}\p{Zl}\p{Zp}]$/u.test(text)) shown += text;
    else if (length === 1) shown += `\\x${bytes[at]!.toString(16).padStart(2, '0')}`;
    else shown += `\\u{${text.codePointAt(0)!.toString(16)}}`;
    at += Math.max(length, 1);
  }
  return shown;
}

/** Bytes of the UTF-8 character at `at`; 0 when there is none. */
function characterLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    const text = bytes.toString('utf8', at, at + length);
    if ([...text].length === 1 && Buffer.from(text, 'utf8').equals(bytes.subarray(at, at + length)))
      return length;
  }
  return 0;
}
