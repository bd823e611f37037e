import { expect, it } from 'vitest';
import { Attempts } from '../../src/server/attempts.js';

it('tells once what fails, and again when it has succeeded meanwhile', () => {
  const said: string[] = [];
  const attempts = new Attempts((text) => said.push(text));
  const fail = () => {
    throw new Error('the disk is full');
  };
  const steps = [fail, fail, () => undefined, fail];
  for (const step of steps) attempts.make('It is not kept', step);
  attempts.make('Another is not kept', fail);
  expect(said).toEqual([
    'It is not kept: the disk is full',
    'It is not kept: the disk is full',
    'Another is not kept: the disk is full',
  ]);
});
