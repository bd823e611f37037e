/** Draws what is learned from: rows to fit, rows held out, and attacks left among both. */
import { random, shuffled } from '@strayflow/detectors';
import { isAttack } from './rows.mjs';

const HELD_OUT = 0.2;

/**
 * @param training rows of the training file
 * @param attackShares of the rows to fit, and of those held out; 0 takes normal rows alone
 * @returns rows to fit and rows held out, each in random order
 */
export function splitTraining(training, attackShares, seed) {
  const generator = random(seed);
  const inRandomOrder = (rows) => Array.from(shuffled(rows.length, generator), (i) => rows[i]);
  const normal = inRandomOrder(training.filter((row) => !isAttack(row)));
  const attacks = inRandomOrder(training.filter(isAttack));
  const count = Math.round(normal.length * HELD_OUT);
  const withAttacks = (rows, share) => {
    const left = attacks.splice(0, Math.round((rows.length * share) / (1 - share)));
    return inRandomOrder([...rows, ...left]);
  };
  return {
    fit: withAttacks(normal.slice(count), attackShares.fit),
    heldOut: withAttacks(normal.slice(0, count), attackShares.heldOut),
  };
}
