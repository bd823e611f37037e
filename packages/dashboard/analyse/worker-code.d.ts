/** The worker as text, made by the build. */
export const CODE: string;
