/** Files of the history that are asked together. */
import type { FlowFile, TimeSpan } from './flow-files.js';

/** What is looked through at a time; so that few groups change when a file is added, the newest are in smaller ones. */
const SIZES = [24, 6, 1] as const;

export interface FileGroup {
  readonly files: readonly FlowFile[];
  /** All of their rows lie in the span. */
  readonly isInside: boolean;
}

/** The newest first: what is stopped is best known of late. */
export function fileGroups(files: readonly FlowFile[], { from, to }: TimeSpan): readonly FileGroup[] {
  const isInside = ({ first, last }: FlowFile) => first >= from && last < to;
  const inside = files.filter(isInside);
  const groups: FileGroup[] = [];
  for (let at = 0; at < inside.length; ) {
    const size = SIZES.find((each) => at + each <= inside.length)!;
    groups.push({ files: inside.slice(at, at + size), isInside: true });
    at += size;
  }
  const edge = files.filter((file) => !isInside(file));
  for (let at = 0; at < edge.length; at += SIZES[0]) {
    groups.push({ files: edge.slice(at, at + SIZES[0]), isInside: false });
  }
  const newest = (group: FileGroup) => Math.max(...group.files.map(({ last }) => last));
  return groups.sort((a, b) => newest(b) - newest(a));
}
