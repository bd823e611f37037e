export const API_TYPES: string;
export function apiTypes(description: object): Promise<string>;
