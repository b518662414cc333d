import { expect, test } from 'vitest';
import { callError } from './no-connection.ts';

const lost = (cause: string) =>
  `No connection established. Last error: ${cause} (2026-11-29T01:22:59.711Z). Resolution note: `;
const tls = { ca: '/ca.pem' };
const alert =
  '805C7FAD477F0000:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../deps/openssl/rec_layer_s3.c:1601:SSL alert number 116\n';

test.each([
  [lost(alert), tls, 'the server demands a certificate of the caller (tlsv13 alert certificate required)'],
  [lost('Failed to connect'), undefined, 'the server ended it at once, it may demand TLS (Failed to connect)'],
  [
    lost('read ECONNRESET'),
    tls,
    'the server ended it while TLS began: it may not accept our certificate, of which its log tells, or not speak TLS (read ECONNRESET)',
  ],
  [
    'No connection established. Last error: Error: self-signed certificate in certificate chain. Resolution note: ',
    tls,
    'the certificate of the server is of another authority than those that are trusted here (self-signed certificate in certificate chain)',
  ],
  [lost('connect ECONNREFUSED 127.0.0.1:1'), undefined, 'connect ECONNREFUSED 127.0.0.1:1'],
])('%s', (details, security, message) => {
  expect(callError(details, 'h:1', security, 0)).toBe(`No connection established to h:1: ${message}`);
});

test('other errors are as they are', () => {
  for (const text of [
    'node doesn’t exist',
    'No connection established',
    'No connection established. Resolution note: ',
  ])
    expect(callError(text, 'h:1', tls, 0)).toBe(text);
});
