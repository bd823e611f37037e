/** What is read, beside whom, and the ratio that is wanted: the peer's time by ours. */
export const JOBS = [
  {
    job: 'csv',
    format: 'csv',
    unit: 'records',
    peers: [
      { peer: 'pandas', target: 2 },
      { peer: 'duckdb', target: 2 },
      { peer: 'papaparse', target: 2 },
      { peer: 'csv-parse', target: 2 },
    ],
  },
  {
    job: 'zeek',
    format: 'zeek-conn',
    unit: 'records',
    peers: [
      { peer: 'duckdb', target: 1.5 },
      { peer: 'duckdb-typed', target: 1.5 },
    ],
  },
  {
    job: 'zeek-json',
    format: 'zeek-conn',
    unit: 'records',
    peers: [
      { peer: 'duckdb', target: 1.5 },
      { peer: 'duckdb-typed', target: 1.5 },
      { peer: 'JSON.parse', target: 1.5 },
    ],
  },
  {
    job: 'eve',
    format: 'suricata-eve',
    unit: 'records',
    peers: [
      { peer: 'duckdb', target: 1.5 },
      { peer: 'duckdb-typed', target: 1.5 },
      { peer: 'JSON.parse', target: 1.5 },
    ],
  },
  {
    job: 'eve-mixed',
    format: 'suricata-eve',
    unit: 'events',
    peers: [
      { peer: 'duckdb', target: 1.5 },
      { peer: 'duckdb-typed', target: 1.5 },
      { peer: 'JSON.parse', target: 1.5 },
    ],
  },
  {
    job: 'capture',
    format: 'pcap',
    unit: 'packets',
    peers: [
      { peer: 'tshark', target: 10 },
      { peer: 'softflowd', target: 0.5 },
      { peer: 'nfpcapd', target: 0.5 },
    ],
  },
  { job: 'netflow', format: 'netflow', unit: 'records', peers: [] },
];

/** Peers that read two inputs on two threads when they are told to. */
export const THREADED_PEERS = ['duckdb'];
