import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Certificates = {
  readonly ca: string;
  readonly server: { readonly key: string; readonly cert: string };
  /** CN=alice, DNS names a.example and b.example. */
  readonly alice: { readonly key: string; readonly cert: string };
  /** CN=mallory, one DNS name that looks like three. */
  readonly mallory: { readonly key: string; readonly cert: string };
  /** CN=alice too, but signed by nobody. */
  readonly impostor: { readonly key: string; readonly cert: string };
};

/** Certificates made on the spot; undefined where there is no openssl. */
export function makeCertificates(): Certificates | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'vt-certs-'));
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  const read = (name: string): string => readFileSync(join(dir, name), 'utf8');
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const selfSigned = (name: string, subject: string): void =>
    openssl('req', '-x509', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.pem`, '-days', '2', '-subj', subject);
  const signed = (name: string, subject: string, altNames: string): void => {
    openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', subject);
    writeFileSync(join(dir, `${name}.ext`), `subjectAltName=${altNames}\n`);
    const ca = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`];
    openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...ca);
  };
  try {
    openssl('version');
  } catch {
    rmSync(dir, { recursive: true });
    return undefined;
  }
  selfSigned('ca', '/CN=ca');
  selfSigned('impostor', '/CN=alice');
  signed('server', '/CN=localhost', 'DNS:localhost,IP:127.0.0.1');
  signed('alice', '/CN=alice', 'DNS:a.example,DNS:b.example');
  signed('mallory', '/CN=mallory', '@names\n[names]\nDNS.1 = x, DNS:admins, DNS:y');
  const pair = (name: string) => ({ key: read(`${name}.key`), cert: read(`${name}.pem`) });
  const made = {
    ca: read('ca.pem'),
    server: pair('server'),
    alice: pair('alice'),
    mallory: pair('mallory'),
    impostor: pair('impostor'),
  };
  rmSync(dir, { recursive: true });
  return made;
}
