/** The last moment that has a date (Unix ms; ECMA-262 section 21.4.1.1). */
export const LATEST_TIME = 8.64e15;
