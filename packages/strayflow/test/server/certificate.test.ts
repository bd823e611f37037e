import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { certificateOf } from '../../src/server/certificate.js';
import { scratchFolder } from '../shell/scratch-folder.js';

/** openssl req -x509 -newkey ec -addext subjectAltName=DNS:flow.example.org,DNS:*.flow.example.org,IP:192.0.2.9,email:a@example.org */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIB1DCCAXmgAwIBAgIUAvHbYy14eK8nNrBLe5pQQihwm+IwCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQZmxvdy5leGFtcGxlLm9yZzAeFw0yNjExMjQwMDE2MDNaFw0z
NjExMjEwMDE2MDNaMBsxGTAXBgNVBAMMEGZsb3cuZXhhbXBsZS5vcmcwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAARl9h2hSuG4fTeDMdC+tvd+vOmDDidclqGMwGIL
CrhmESQTsweNGd25Y/m6jC9m6yCq5ymy9IvW6uzjPsZgs0gVo4GaMIGXMB0GA1Ud
DgQWBBTkoVXnmxS1lUQDtNxyUJXK48gs8jAfBgNVHSMEGDAWgBTkoVXnmxS1lUQD
tNxyUJXK48gs8jAPBgNVHRMBAf8EBTADAQH/MEQGA1UdEQQ9MDuCEGZsb3cuZXhh
bXBsZS5vcmeCEiouZmxvdy5leGFtcGxlLm9yZ4cEwAACCYENYUBleGFtcGxlLm9y
ZzAKBggqhkjOPQQDAgNJADBGAiEApMaD7Kpp7OlxongYHgJLt+vWbuQ416LeEAks
AcS1hi8CIQDkOWz5Diqw9UCgwllrVP1RzMzgdO3kKhyyypZ3lG+xvg==
-----END CERTIFICATE-----
`;

it('is told of by names, addresses and its end', () => {
  const path = join(scratchFolder(), 'service.pem');
  writeFileSync(path, CERTIFICATE);
  expect(certificateOf(path)).toEqual({
    names: ['flow.example.org', '*.flow.example.org', '192.0.2.9'],
    ends: Date.UTC(2036, 10, 21, 0, 16, 3),
  });
});

it('is not known where its file cannot be read, or is none', () => {
  const path = join(scratchFolder(), 'service.pem');
  expect(certificateOf(path)).toBeNull();
  writeFileSync(path, 'nothing');
  expect(certificateOf(path)).toBeNull();
});
