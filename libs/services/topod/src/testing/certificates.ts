import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes, in a folder, an authority and a certificate of 127.0.0.1 that it signed: `ca.pem`, `own.pem`, `own.key`; what was there is replaced. */
export function makeCertificates(dir: string, authority: string): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  writeFileSync(join(dir, 'ext'), 'subjectAltName=IP:127.0.0.1');
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', `/CN=${authority}`);
  openssl('req', ...key, '-keyout', 'own.key', '-out', 'own.csr', '-subj', '/CN=own');
  const issuer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
  openssl('x509', '-req', '-in', 'own.csr', ...issuer, '-out', 'own.pem', '-days', '2', '-extfile', 'ext');
}
