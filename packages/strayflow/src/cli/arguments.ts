/** Values of options that several commands take. */
import { InvalidArgumentError } from 'commander';
import { parsePrefix } from '../model/address.js';

/** 0..high. */
export function wholeNumber(high: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value > high)
      throw new InvalidArgumentError(`expected a whole number 0..${high}`);
    return value;
  };
}

/** Comma-separated, added to those given before. */
export function prefixes(text: string, before: readonly string[]): string[] {
  const found = text.split(',').map((part) => part.trim());
  const wrong = found.find((part) => parsePrefix(part) === null);
  if (wrong !== undefined)
    throw new InvalidArgumentError(`expected a prefix such as 10.0.0.0/8, received ${wrong}`);
  return [...before, ...found];
}
