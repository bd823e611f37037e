/** The engine for a page: everything from a file's bytes to its verdict, without Node. */
import './no-code-generation.js';

export { StrayflowError } from '../model/errors.js';
export { analyseFiles, type PageRequest } from './analyse-files.js';
export type { PageFile } from './file-bytes.js';
export type { Inflater } from './gunzip.js';
export type { EvidenceView, HostView } from './host-view.js';
export {
  type ChartView,
  type FailureView,
  type InputView,
  type PageResult,
  pageResult,
} from './page-result.js';
