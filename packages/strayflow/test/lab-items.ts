/** The lab's capture with attacks, as the items of a route. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { RouteItem } from '../src/pipeline.js';
import { pcapFormat } from '../src/sources/pcap.js';
import { openSpool } from '../src/store/spool.js';

const CAPTURE = fileURLToPath(new URL('../../../examples/lab/captures/attacked.pcap.gz', import.meta.url));

/** The network that the lab observes. */
export const LAB_NETWORK = { prefixes: ['10.20.0.0/23'], inferred: false, statement: '' };

export async function labItems(): Promise<readonly RouteItem[]> {
  const spool = openSpool();
  const parser = pcapFormat.open(
    {
      site: 'lab',
      input: 0,
      sink: {
        flows: (batch) => spool.flows(batch),
        facts: (batch) => spool.facts(batch),
        read: () => undefined,
        reject: () => undefined,
        ignore: () => undefined,
        note: () => undefined,
      },
    },
    pcapFormat.options.parse({}),
  );
  parser.push(gunzipSync(readFileSync(CAPTURE)));
  parser.end();
  const items: RouteItem[] = [];
  for await (const item of spool.read()) items.push(item);
  spool.close();
  return items;
}
