/** Cuts before the end of each line, so that no line stands wholly in one chunk. */

/** Lengths of chunks as `readText` takes them. */
export function linesInHalves(input: string): number[] {
  const lines = input.split('\n').map((line) => new TextEncoder().encode(line).length);
  const cuts = lines
    .map((length, index) => (index === 0 ? length : length + 1))
    .filter((length) => length > 0);
  return [...cuts, 1];
}
