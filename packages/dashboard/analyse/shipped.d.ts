/** What the build takes from the package of the command (build.mjs). */

/** The gzip data of packages/strayflow/baseline/ordinary.model.gz in base64. */
export const BASELINE: string;

export const VERSION: string;
