/** Files of traffic with somebody who scans among ordinary clients: the same bytes each time. */

/** Rows of clients that ask servers, and one host that tries the ports of another. */
function rows(ordinary: number) {
  const made: {
    time: number;
    source: string;
    port: number;
    target: string;
    to: number;
    bytes: number;
    state: string;
  }[] = [];
  for (let i = 0; i < ordinary; i++) {
    made.push({
      time: 1_700_000_000 + i * 0.5 + (i % 7) * 0.013,
      source: `10.0.0.${2 + ((i * 7) % 23)}`,
      port: 40_000 + ((i * 31) % 20_000),
      target: `192.0.2.${1 + ((i * 5) % 9)}`,
      to: i % 5 === 0 ? 53 : 443,
      bytes: 300 + ((i * 97) % 4_000),
      state: 'SF',
    });
    if (i >= ordinary / 2 && i < ordinary / 2 + 250) {
      const to = 1 + (i % 250) * 4;
      const time = 1_700_000_000 + i * 0.5 + 0.2;
      made.push({ time, source: '10.0.0.66', port: 51_000, target: '10.0.0.9', to, bytes: 60, state: 'REJ' });
    }
  }
  return made;
}

export function csvFile(ordinary = 2_000): string {
  const lines = rows(ordinary).map(
    ({ time, source, port, target, to, bytes, state }) =>
      `${time.toFixed(3)},${source},${port},${target},${to},tcp,${bytes},${state === 'SF' ? 2 * bytes : 0}`,
  );
  return `time,source,source_port,destination,destination_port,protocol,bytes_out,bytes_in\n${lines.join('\n')}\n`;
}

export function zeekFile(ordinary = 2_000): string {
  const fields =
    'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto duration orig_bytes resp_bytes conn_state';
  const lines = rows(ordinary).map(({ time, source, port, target, to, bytes, state }, i) =>
    [
      time.toFixed(6),
      `C${i}`,
      source,
      port,
      target,
      to,
      'tcp',
      state === 'SF' ? '0.120000' : '0.001000',
      state === 'SF' ? bytes : 0,
      state === 'SF' ? 2 * bytes : 0,
      state,
    ].join('\t'),
  );
  return [
    '#separator \\x09',
    '#set_separator\t,',
    '#empty_field\t(empty)',
    '#unset_field\t-',
    '#path\tconn',
    `#fields\t${fields.replaceAll(' ', '\t')}`,
    '#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tinterval\tcount\tcount\tstring',
    ...lines,
    '',
  ].join('\n');
}
