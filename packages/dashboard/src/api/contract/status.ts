/** How the watch and its sources are doing. */
import type { Answer, Schema } from './answers.js';

export type Status = Answer<'/api/v1/status'>;
export type WatchStatus = Schema<'WatchStatus'>;
export type Drift = NonNullable<WatchStatus['drift']>;
export type JudgedBy = WatchStatus['judgedBy'];
export type Settings = Schema<'Settings'>;
export type SourceRow = Schema<'Source'>;
