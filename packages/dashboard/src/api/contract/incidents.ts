/** Incidents, mutes, blocks and exceptions. */
import type { Order, Schema } from './answers.js';

export type IncidentRow = Schema<'Incident'>;
export type IncidentDetail = Schema<'IncidentDetail'>;
export type BlockRow = Schema<'Block'>;
export type Blocking = Schema<'Blocking'>;
export type Mute = Schema<'Mute'>;
export type MuteOrder = Order<'/api/v1/mutes'>;
export type Exception = Schema<'Exception'>;
export type ExceptionOrder = Order<'/api/v1/exceptions'>;
