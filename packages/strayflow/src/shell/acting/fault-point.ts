/** Where a test lets the power fail while blocks are decided and made: see docs/acting/faults.md. */

/** In the order in which they are passed. */
export const FAULT_STEPS = [
  'before-state',
  'before-ledger',
  'after-ledger',
  'amid-enforcer',
  'after-enforcer',
  'after-audit',
] as const;
export type FaultStep = (typeof FAULT_STEPS)[number];

/** Is told of each step as it is passed. */
export type FaultPoint = (step: FaultStep) => void;
