export const pseudonymise = (a: import('../model/analysis.js').Analysis) => a;
