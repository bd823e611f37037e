/**
 * What people of this language would take: papaparse, csv-parse, DuckDB, and a loop over JSON.parse that fills
 * the same columns. usage: node npm-peers.mjs FOLDER PEER [THREADS]
 * (after npm ci --prefix bench/peers)
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { answer } from '../detectors/answer.mjs';
import { pathOf } from './paths.mjs';

const [, , folder, peer, threads = '1'] = process.argv;
const packages = createRequire(new URL('../peers/package.json', import.meta.url));

async function prepare({ job }) {
  const path = pathOf(folder, job);
  const outcome = (rows) => `${rows} rows`;
  if (peer === 'duckdb') return { run: await duckdb(job, path, Number(threads), () => '*'), outcome };
  if (peer === 'duckdb-typed')
    return { run: await duckdb(job, path, Number(threads), typedColumns), outcome };
  if (peer === 'papaparse') {
    const papa = packages('papaparse');
    const config = { header: true, dynamicTyping: true, skipEmptyLines: true };
    return { run: () => papa.parse(readFileSync(path, 'utf8'), config).data.length, outcome };
  }
  if (peer === 'csv-parse') {
    const { parse } = packages('csv-parse/sync');
    return { run: () => parse(readFileSync(path), { columns: true, cast: true }).length, outcome };
  }
  if (peer === 'JSON.parse') return { run: () => jsonLoop(path, job === 'zeek-json' ? ZEEK : EVE), outcome };
  throw new Error(`no such peer: ${peer}`);
}

/** Two Zeek logs on two threads took over 10 GB. */
const DUCKDB_MEMORY = '4GB';

/** The number of an address: the quickest of what DuckDB offers without an extension that is not in the package. */
const addressOf = (text) => `list_reduce(string_split(${text}, '.')::uinteger[], lambda a, b: a * 256 + b)`;
const protocolOf = (name) =>
  `case lower(${name}) when 'tcp' then 6 when 'udp' then 17 when 'icmp' then 1 end::utinyint`;
const EVENT = (
  service,
) => `timestamp, flow_id, ${addressOf('src_ip')} as source, ${addressOf('dest_ip')} as destination,
  src_port::usmallint as sport, dest_port::usmallint as dport, ${protocolOf('proto')} as protocol, ${service},
  flow.start as start, flow."end" as "end", flow.pkts_toserver, flow.pkts_toclient, flow.bytes_toserver, flow.bytes_toclient`;
const CONNECTION = (
  field,
) => `${field(0)} * 1000 as start, ${field(8)} * 1000 as duration, ${addressOf(field(2))} as source,
  ${addressOf(field(4))} as destination, ${field(3)}::usmallint as sport, ${field(5)}::usmallint as dport,
  ${protocolOf(field(6))} as protocol, ${[1, 7, 9, 10, 11, 14, 15, 16, 17, 18, 19].map(field).join(', ')}`;
const CONNECTION_NAMES =
  'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes'.split(
    ' ',
  );

/** The columns that ours fills, typed: addresses and protocols as numbers, ports of 16 bits, times as times. */
function typedColumns(job) {
  if (job === 'zeek') return CONNECTION((index) => `column${String(index).padStart(2, '0')}`);
  if (job === 'zeek-json') return CONNECTION((index) => `"${CONNECTION_NAMES[index]}"`);
  return job === 'eve' ? EVENT('app_proto') : EVENT('app_proto, event_type, dns, tls, http, alert');
}

async function duckdb(job, path, threads, columnsOf) {
  const { DuckDBInstance } = packages('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: DUCKDB_MEMORY,
  });
  const connection = await instance.connect();
  // Each thread has an input.
  const paths = `[${Array(threads).fill(`'${path}'`).join(', ')}]`;
  const csv = `read_csv(${paths})`;
  const json = `read_json(${paths}, format = 'newline_delimited')`;
  const zeek = `read_csv(${paths}, delim = '\t', header = false, comment = '#', nullstr = '-')`;
  const source = { csv, zeek }[job] ?? json;
  return async () => {
    await connection.run(`create or replace table flows as select ${columnsOf(job)} from ${source}`);
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
const EVE = ({ flow, ...event }) =>
  event.event_type === 'flow'
    ? [
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
      ]
    : null;
const ROOM = 1 << 12;
const CHUNK_BYTES = 1 << 18;

/** Columns are filled and let go, as ours are. Chunks cut at newlines: about twice as fast as node:readline. */
function jsonLoop(path, fieldsOf) {
  let lines = 0;
  let rows = 0;
  let columns = columnsOf();
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const file = openSync(path, 'r');
  let rest = '';
  for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
    const texts = (rest + chunk.toString('latin1', 0, length)).split('\n');
    rest = texts.pop();
    for (const text of texts) {
      lines++;
      const fields = fieldsOf(JSON.parse(text));
      if (fields === null) continue;
      const at = rows++ % ROOM;
      if (at === 0) columns = columnsOf();
      for (let index = 0; index < fields.length; index++) {
        const value = fields[index];
        if (index === 2 || index === 3) columns[index].set(value.split('.').map(Number), 16 * at + 12);
        else columns[index][at] = value;
      }
    }
  }
  closeSync(file);
  return lines;
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
