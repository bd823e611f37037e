/** Where inputs lie. */
import { join } from 'node:path';

const NAMES = {
  csv: 'flows.csv',
  zeek: 'conn.log',
  'zeek-json': 'conn.json',
  eve: 'eve.json',
  'eve-mixed': 'mixed.json',
  capture: 'traffic.pcap',
  netflow: 'flows.nf5',
};

/** @param {string} folder @param {string} job of jobs.mjs */
export const pathOf = (folder, job) => join(folder, NAMES[job]);
