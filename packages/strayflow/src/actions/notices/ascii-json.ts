/** JSON in plain ASCII on one line: nothing in it can act on a terminal, end a line or depend on an encoding. */

export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
