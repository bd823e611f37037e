/** What was lost before it could be read, in words. */
import type { LiveLoss } from './live-input.js';

/** Empty when nothing was lost. */
export function lossSentence({ kernelDrops, overloadDrops, sequenceGaps }: LiveLoss): string {
  const parts = [
    ...(kernelDrops > 0 ? [`the kernel dropped ${kernelDrops} datagrams`] : []),
    ...(overloadDrops > 0 ? [`${overloadDrops} datagrams were dropped because parsing is behind`] : []),
    ...(sequenceGaps > 0 ? [`by the exporters' numbers ${sequenceGaps} are missing`] : []),
  ];
  return parts.length === 0 ? '' : `Lost so far: ${parts.join('; ')}.`;
}
