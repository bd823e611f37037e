/** Flows and networks. */
import type { Answer, Query, Schema } from './answers.js';

export type FlowRow = Schema<'FlowRow'>;
export type FlowQuery = Query<'/api/v1/flows/histogram'>;
export type FlowPage = Answer<'/api/v1/flows'>;
export type FlowOrder = NonNullable<Query<'/api/v1/flows'>['order']>;
export type FlowHistogram = Answer<'/api/v1/flows/histogram'>;
export type FlowTop = Answer<'/api/v1/flows/top'>;
export type FlowTopBy = NonNullable<Query<'/api/v1/flows/top'>['by']>;
export type Networks = Schema<'Networks'>;
export type NetworkRow = Networks['networks'][number];
export type CountryRow = Networks['countries'][number];
export type NetworkLink = Networks['links'][number];
