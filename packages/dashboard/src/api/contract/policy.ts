/** The policy, models and reports. */
import type { Answer, Order, Schema } from './answers.js';

export type Policy = Schema<'Policy'>;
export type PolicyPreview = Schema<'PolicyPreview'>;
export type ModelRow = Schema<'ModelRow'>;
export type ModelDetail = Schema<'Model'>;
export type ModelList = Answer<'/api/v1/models'>;
export type ReportRow = Schema<'Report'>;
export type ReportList = Answer<'/api/v1/reports'>;
export type ReportSchedule = Order<'/api/v1/reports/schedule', 'put'>;
