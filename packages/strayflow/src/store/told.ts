/** A piece of news as it is stored, with its number. */
import type { Decision } from '../model/decision.js';
import type { Evidence } from '../model/evidence.js';

export type Told =
  | {
      readonly kind: 'evidence';
      readonly sequence: number;
      readonly evidence: Evidence;
      /** Of its host, when it was stored. */
      readonly risk: number;
    }
  | { readonly kind: 'decision'; readonly sequence: number; readonly decision: Decision };
