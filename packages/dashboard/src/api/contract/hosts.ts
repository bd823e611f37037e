/** The overview, hosts, and evidence. */
import type { Answer, Schema } from './answers.js';

export type HostRow = Schema<'HostRow'>;
export type Overview = Schema<'Overview'>;
export type TrafficStep = Overview['traffic'][number];
/** Rows in a step of the clock on the wall. */
export type CoverageStep = Overview['coverage'][number];
export type HostDetail = Schema<'HostDetail'>;
export type Share = HostDetail['risks'][number]['shares'][number];
export type RiskPoint = Answer<'/api/v1/hosts/{host}/risk'>['items'][number];
export type EvidenceRow = Schema<'EvidenceRow'>;
export type EvidenceDetail = Schema<'EvidenceDetail'>;
export type PeerRow = Answer<'/api/v1/hosts/{host}/peers'>['items'][number];
