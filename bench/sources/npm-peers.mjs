/**
 * What people of this language would take: papaparse, csv-parse, DuckDB on one thread, and a loop over JSON.parse that
 * fills the same columns. usage: node npm-peers.mjs FOLDER PEER   (after npm ci --prefix bench/peers)
 */
import { createReadStream, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { answer } from '../detectors/answer.mjs';
import { pathOf } from './paths.mjs';

const [, , folder, peer] = process.argv;
const packages = createRequire(new URL('../peers/package.json', import.meta.url));

async function prepare({ job }) {
  const path = pathOf(folder, job);
  const outcome = (rows) => `${rows} rows`;
  if (peer === 'duckdb') return { run: await duckdb(job, path), outcome };
  if (peer === 'papaparse') {
    const papa = packages('papaparse');
    const config = { header: true, dynamicTyping: true, skipEmptyLines: true };
    return { run: () => papa.parse(readFileSync(path, 'utf8'), config).data.length, outcome };
  }
  if (peer === 'csv-parse') {
    const { parse } = packages('csv-parse/sync');
    return { run: () => parse(readFileSync(path), { columns: true, cast: true }).length, outcome };
  }
  if (peer === 'JSON.parse') return { run: () => jsonLoop(path, job === 'eve' ? EVE : ZEEK), outcome };
  throw new Error(`no such peer: ${peer}`);
}

async function duckdb(job, path) {
  const { DuckDBInstance } = packages('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const source = {
    csv: `read_csv('${path}')`,
    zeek: `read_csv('${path}', delim = '\t', header = false, comment = '#', nullstr = '-')`,
    'zeek-json': `read_json('${path}', format = 'newline_delimited')`,
    eve: `read_json('${path}', format = 'newline_delimited')`,
  }[job];
  return async () => {
    await connection.run(`create or replace table flows as select * from ${source}`);
    const reader = await connection.runAndReadAll('select count(*) from flows');
    return Number(reader.getRows()[0][0]);
  };
}

const ZEEK = (event) => [
  event.ts * 1000,
  event.duration * 1000,
  event['id.orig_h'],
  event['id.resp_h'],
  event['id.orig_p'],
  event['id.resp_p'],
  event.proto === 'udp' ? 17 : 6,
  event.orig_ip_bytes,
  event.resp_ip_bytes,
  event.orig_pkts,
  event.resp_pkts,
];
const EVE = ({ flow, ...event }) => [
  Date.parse(flow.end),
  Date.parse(flow.end) - Date.parse(flow.start),
  event.src_ip,
  event.dest_ip,
  event.src_port,
  event.dest_port,
  event.proto === 'UDP' ? 17 : 6,
  flow.bytes_toserver,
  flow.bytes_toclient,
  flow.pkts_toserver,
  flow.pkts_toclient,
];
const ROOM = 1 << 16;

/** Columns are filled and let go, as ours are. */
async function jsonLoop(path, fieldsOf) {
  let rows = 0;
  let columns = columnsOf();
  for await (const line of createInterface({ input: createReadStream(path, { highWaterMark: 1 << 18 }) })) {
    const fields = fieldsOf(JSON.parse(line));
    const at = rows % ROOM;
    if (at === 0) columns = columnsOf();
    fields.forEach((value, index) => {
      if (index === 2 || index === 3) columns[index].set(value.split('.').map(Number), 16 * at + 12);
      else columns[index][at] = value;
    });
    rows++;
  }
  return rows;
}

function columnsOf() {
  const addresses = () => new Uint8Array(16 * ROOM);
  const numbers = () => new Float64Array(ROOM);
  const ports = () => new Uint16Array(ROOM);
  return [
    numbers(),
    numbers(),
    addresses(),
    addresses(),
    ports(),
    ports(),
    new Uint8Array(ROOM),
    numbers(),
    numbers(),
    numbers(),
    numbers(),
  ];
}

await answer(prepare);
