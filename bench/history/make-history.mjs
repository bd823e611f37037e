/** A state folder of a year: hourly Parquet files of flows by DuckDB, and what the watch keeps beside them by SQL, out of one real attack. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import Database from 'libsql';

const root = fileURLToPath(new URL('../..', import.meta.url));
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Hosts whose risk changed often. */
const RISKY = 20_000;
const STEPS_EACH = 100;

/** The shape of real files and rows: what the shipped attack leaves behind. Gives the path of one file of flows. */
function watchAttack(state) {
  const config = join(state, '..', 'attack.json');
  writeFileSync(config, JSON.stringify({ internal: ['10.20.0.0/23'], watch: { state } }));
  const main = join(root, 'packages/strayflow/dist/cli/main.js');
  const capture = join(root, 'examples/lab/captures/attacked.pcap.gz');
  const args = [main, 'watch', '--until-end', '--config', config, capture];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the shipped attack could not be watched: ${stderr}`);
}

/** Clients of 10/8 and servers of everywhere: `client` and `server` are numbers of rows, the popular ones often. */
function rowsSql(template, hour, rows, clients) {
  const from = hour * HOUR_MS;
  return `WITH drawn AS (
      SELECT i, CAST(hash(i, ${hour}) % 1000000007 AS BIGINT) AS h, (hash(i, ${hour}, 1) % 1000000) / 1e6 AS u, (hash(i, ${hour}, 2) % 1000000) / 1e6 AS v,
        (hash(i, ${hour}, 3) % 1000000) / 1e6 AS w FROM range(${rows}) t(i)),
    rows AS (SELECT *, CAST(u * u * ${clients} AS BIGINT) AS client, CAST(v * v * v * 200000 AS BIGINT) AS server,
      ${from} + (i + w) * ${HOUR_MS / rows} AS moment, exp(6 + 3 * w) AS size FROM drawn)
    SELECT template.* REPLACE (CAST(0 AS INTEGER) AS input, CAST(i AS DOUBLE) AS recordNumber, CAST(i AS DOUBLE) AS flowId, 'end' AS record,
      CAST(moment AS DOUBLE) AS time, CAST(moment - 1000 * w AS DOUBLE) AS start, CAST(1000 * w AS DOUBLE) AS durationMs,
      concat('10.', client >> 16, '.', (client >> 8) & 255, '.', client & 255) AS source,
      concat(20 + (server >> 16), '.', (server >> 8) & 255, '.', server & 255, '.', h % 4) AS destination,
      CAST(1024 + h % 60000 AS INTEGER) AS sourcePort, CAST([443, 443, 443, 80, 53, 123, 993, 22][1 + h % 8] AS INTEGER) AS destinationPort,
      CAST(CASE WHEN h % 8 IN (4, 5) THEN 17 ELSE 6 END AS INTEGER) AS protocol, CASE WHEN h % 50 = 0 THEN 'S0' ELSE 'SF' END AS state,
      CAST(floor(size) AS DOUBLE) AS bytesSent, CAST(floor(size * 4 * v) AS DOUBLE) AS bytesReceived,
      CAST(1 + floor(size / 700) AS DOUBLE) AS packetsSent, CAST(1 + floor(size / 300) AS DOUBLE) AS packetsReceived)
    FROM rows, (SELECT * FROM read_parquet('${template}') LIMIT 1) template ORDER BY moment`;
}

async function writeFlows(state, template, { firstHour, hours, rows, clients, said }) {
  const duck = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
  const files = [];
  for (let n = 0; n < hours; n++) {
    const hour = firstHour + n;
    // More by day than by night.
    const here = Math.round(rows * (1 + 0.6 * Math.sin(((hour % 24) - 8) * (Math.PI / 12))));
    const path = `flows/${new Date(hour * HOUR_MS).toISOString().slice(0, 13)}Z-0.parquet`;
    const file = join(state, 'history', path);
    const options = 'FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 32768';
    await duck.run(`COPY (${rowsSql(template, hour, here, clients)}) TO '${file}' (${options})`);
    files.push({ path, hour, rows: here, bytes: statSync(file).size });
    if (n % 500 === 499) said(`${n + 1} of ${hours} hours`);
  }
  return files;
}

/** Numbers from 0 to n - 1, drawn anew for each `salt`, as 0 to 1. */
const drawn = (salt) => `((i * 2654435761 + ${salt} * 40503) % 1000003) / 1000003.0`;
const counter = (n) => `WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i + 1 < ${n})`;
const ADDRESS = "'10.' || (i / 65536) || '.' || (i / 256 % 256) || '.' || (i % 256)";
const ADDRESS_KEY =
  "'00000000000000000000ffff0a' || printf('%02x%02x%02x', i / 65536, i / 256 % 256, i % 256)";

/** What the watch keeps of hosts, by multiplying the attacker of the shipped capture. */
function writeHosts(database, { from, to, hosts, evidence }) {
  const span = to - from;
  const template = database.prepare("SELECT * FROM hosts WHERE host = '10.20.0.66' AND role = 'actor'").get();
  const pieces = database.prepare("SELECT * FROM evidence WHERE host = '10.20.0.66' ORDER BY id").all();
  const at = `CAST(${from} + ${span} * ${drawn(1)} AS INTEGER)`;
  database.exec('DELETE FROM hosts; DELETE FROM risks; DELETE FROM evidence; DELETE FROM decisions;');
  const { parts, shares, families } = template;
  database
    .prepare(
      `INSERT INTO hosts (id, site, host, role, subject, address, time, parts, rank, peak, peak_time, shares, families, names, last_seen)
       ${counter(hosts)} SELECT i + 1, 'local', ${ADDRESS}, 'actor', NULL, ${ADDRESS_KEY}, ${at}, ?, ${at} / 21600000.0 + 3 * (${drawn(2)} - 1),
         ${drawn(2)}, ${at}, ?, ?, '[{"name":"host-' || i || '.example.org","source":"dhcp"}]', ${at} FROM c`,
    )
    .run(parts, shares, families);
  database.exec(
    `INSERT INTO risks (host, bucket, time, risk, parts) ${counter(RISKY * STEPS_EACH)}
     SELECT i % ${RISKY} + 1, ${Math.floor(to / 300_000)} - (i / ${RISKY}) * 3, ${to} - (i / ${RISKY}) * 900000, 0.3 + 0.6 * ${drawn(3)},
       '${parts}' FROM c`,
  );
  const insert = database.prepare(
    `INSERT INTO evidence (id, revision, sequence, site, host, role, family, first_seen, last_seen, surprise, risk, json)
     ${counter(Math.ceil(evidence / pieces.length))} SELECT printf('%016x', i * ${pieces.length} + ?), 1, i * ${pieces.length} + ? + 1, 'local',
       '10.' || (i % ${hosts} / 65536) || '.' || (i % ${hosts} / 256 % 256) || '.' || (i % 256), 'actor', ?, ${at}, ${at} + 60000, ?, ?,
       json_set(?, '$.id', printf('%016x', i * ${pieces.length} + ?), '$.host', '10.' || (i % ${hosts} / 65536) || '.' || (i % ${hosts} / 256 % 256) || '.' || (i % 256),
         '$.firstSeen', ${at}, '$.lastSeen', ${at} + 60000) FROM c`,
  );
  for (const [n, piece] of pieces.entries()) {
    insert.run(n, n, piece.family, piece.surprise, piece.risk, piece.json, n);
  }
}

function writeMinutes(database, { from, to, rowsPerMinute }) {
  const minutes = Math.floor((to - from) / MINUTE_MS);
  const first = Math.floor(from / MINUTE_MS);
  database.exec(`DELETE FROM traffic; DELETE FROM coverage;
    INSERT INTO traffic (minute, flows, bytes, packets, evidence, decisions) ${counter(minutes)}
      SELECT ${first} + i, ${rowsPerMinute}, ${rowsPerMinute} * 1500.0, ${rowsPerMinute} * 9.0, i % 3, 0 FROM c;
    INSERT INTO coverage (minute, received, parsed, rejected, ignored, dropped, late, scored) ${counter(minutes)}
      SELECT ${first} + i, ${rowsPerMinute}, ${rowsPerMinute}, 0, 0, 0, 0, ${rowsPerMinute} FROM c;`);
}

/**
 * @param {string} folder is made
 * @param {{ rows: number, days: number, hosts: number, clients: number, evidence: number, end: number, said: (text: string) => void }} wanted
 *   `rows` flows over `days`, up to `end` (Unix ms, a whole hour), of `clients` addresses; `hosts` of them with evidence
 * @returns bytes of the files of flows, how many rows they have, and where the state is
 */
export async function makeHistory(folder, { rows, days, hosts, clients, evidence, end, said }) {
  mkdirSync(folder, { recursive: true });
  const state = join(folder, 'state');
  watchAttack(state);
  const hours = days * 24;
  const firstHour = end / HOUR_MS - hours;
  const database = new Database(join(state, 'state.db'));
  const [template] = database.prepare("SELECT path FROM history WHERE kind = 'flows'").all();
  const copy = join(folder, 'template.parquet');
  const duck = await (await DuckDBInstance.create(':memory:')).connect();
  await duck.run(
    `COPY (SELECT * FROM read_parquet('${join(state, 'history', template.path)}')) TO '${copy}' (FORMAT parquet)`,
  );
  rmSync(join(state, 'history'), { recursive: true });
  mkdirSync(join(state, 'history/flows'), { recursive: true });
  mkdirSync(join(state, 'history/facts'), { recursive: true });
  const files = await writeFlows(state, copy, {
    firstHour,
    hours,
    rows: rows / hours,
    clients,
    said,
  });
  said('hosts, evidence and minutes');
  database.exec(
    'BEGIN; DELETE FROM history; DELETE FROM segments; DELETE FROM inputs; DELETE FROM snapshots;',
  );
  const insert = database.prepare(
    "INSERT INTO history (path, kind, hour, number, rows, bytes) VALUES (?, 'flows', ?, 0, ?, ?)",
  );
  for (const { path, hour, rows: inside, bytes } of files) insert.run(path, hour, inside, bytes);
  const span = { from: firstHour * HOUR_MS, to: end };
  writeMinutes(database, { ...span, rowsPerMinute: Math.round(rows / (hours * 60)) });
  writeHosts(database, { ...span, hosts, evidence });
  const told = String(Math.ceil(evidence / 2) * 4);
  database.exec(
    `DELETE FROM settings; INSERT INTO settings (name, value) VALUES ('sequence', '${told}'), ('told', '${told}'), ('settled', '${told}');`,
  );
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE); ANALYZE;');
  database.close();
  rmSync(copy);
  return {
    state,
    rows: files.reduce((sum, file) => sum + file.rows, 0),
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
  };
}
