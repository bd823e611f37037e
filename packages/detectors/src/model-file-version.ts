/** The versions of the model file, and what lifts the contents of an older one to the next. */

export type Upgrade = (contents: unknown) => unknown;

/** At index v - 1: from version v to version v + 1. A new version adds its step here and nowhere else. */
const UPGRADES: readonly Upgrade[] = [];

/** The version that is written, and the newest that is read. */
export const MODEL_FILE_VERSION: number = UPGRADES.length + 1;

/**
 * The contents as the newest version has them.
 * @param version that the contents were written in, already checked
 */
export function upgraded(
  contents: unknown,
  version: number,
  upgrades: readonly Upgrade[] = UPGRADES,
): unknown {
  return upgrades.slice(version - 1).reduce((older, upgrade) => upgrade(older), contents);
}

/** Throws a RangeError that says what to do unless this version can be read. */
export function checkVersion(version: number): void {
  if (version > MODEL_FILE_VERSION) {
    throw new RangeError(
      `expected a model file of version 1 to ${MODEL_FILE_VERSION}, received one written by a newer version (${version}); this one reads up to ${MODEL_FILE_VERSION}: update @strayflow/detectors`,
    );
  }
  if (version < 1) {
    throw new RangeError(
      `expected a model file of version 1 to ${MODEL_FILE_VERSION}, received version ${version}: the file is damaged`,
    );
  }
}
