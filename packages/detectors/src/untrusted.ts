/** Reads fields of untrusted JSON: every kind, length and number is checked before it is used. */

type Fields = Readonly<Record<string, unknown>>;

/** An object of this kind and version 1, or a RangeError. */
export function readObject(json: unknown, kind: string): Fields {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new RangeError(`expected an object of kind ${kind}, received ${describe(json)}`);
  }
  const fields = json as Fields;
  if (fields['kind'] !== kind) {
    throw new RangeError(`expected kind ${kind}, received ${describe(fields['kind'])}`);
  }
  if (fields['version'] !== 1) {
    throw new RangeError(`expected version 1 of ${kind}, received ${describe(fields['version'])}`);
  }
  return fields;
}

/** A finite number within [minimum, maximum]. */
export function readNumber(
  fields: Fields,
  name: string,
  minimum = -Number.MAX_VALUE,
  maximum = Number.MAX_VALUE,
): number {
  const value = fields[name];
  if (typeof value !== 'number' || !(value >= minimum && value <= maximum)) {
    throw new RangeError(
      `expected ${name} to be a finite number from ${minimum} to ${maximum}, received ${describe(value)}`,
    );
  }
  return value;
}

/** A whole number within [minimum, maximum]. */
export function readWhole(fields: Fields, name: string, minimum: number, maximum: number): number {
  const value = readNumber(fields, name, minimum, maximum);
  if (!Number.isInteger(value)) {
    throw new RangeError(`expected ${name} to be a whole number, received ${value}`);
  }
  return value;
}

/** A list of finite numbers, exactly `length` of them when given. */
export function readNumbers(fields: Fields, name: string, length?: number): Float64Array {
  const list = readList(fields, name, length);
  const values = new Float64Array(list.length);
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw new RangeError(`expected finite numbers in ${name}, received ${describe(value)} at ${i}`);
    }
    values[i] = value;
  }
  return values;
}

/** A list of whole numbers within [minimum, maximum], exactly `length` of them when given. */
export function readWholes(
  fields: Fields,
  name: string,
  minimum: number,
  maximum: number,
  length?: number,
): Int32Array {
  const list = readList(fields, name, length);
  const values = new Int32Array(list.length);
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < minimum || value > maximum) {
      throw new RangeError(
        `expected whole numbers from ${minimum} to ${maximum} in ${name}, received ${describe(value)} at ${i}`,
      );
    }
    values[i] = value;
  }
  return values;
}

/** A list, of exactly `length` members when given. */
export function readList(fields: Fields, name: string, length?: number): readonly unknown[] {
  const list = fields[name];
  if (!Array.isArray(list)) throw new RangeError(`expected ${name} to be a list, received ${describe(list)}`);
  if (length !== undefined && list.length !== length) {
    throw new RangeError(`expected ${length} values in ${name}, received ${list.length}`);
  }
  return list;
}

/** What was received, short enough for a message. */
function describe(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}
