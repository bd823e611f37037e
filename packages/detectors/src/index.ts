export type { Detector, DetectorJson, FittedDetector } from './detector.js';
export { checkMatrix, type Matrix } from './matrix.js';
