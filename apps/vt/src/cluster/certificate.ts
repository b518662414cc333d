import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const YEARS = 10;

/** Where the gate's certificate and key are, under the names that a mysqld gives those that it makes itself. */
export function certificateFiles(dir: string): { readonly cert: string; readonly key: string } {
  return { cert: join(dir, 'server-cert.pem'), key: join(dir, 'server-key.pem') };
}

/** As a mysqld does in its data directory: without a certificate, one is made; what is there stays. */
export function ensureCertificate(dir: string): void {
  const files = certificateFiles(dir);
  if (existsSync(files.cert) && existsSync(files.key)) return;
  const { cert, key } = selfSigned('localhost', [127, 0, 0, 1], new Date());
  writeFileSync(files.key, key, { mode: 0o600 });
  writeFileSync(files.cert, cert);
}

/** An X.509 certificate (RFC 5280) that vouches for itself, with its key; both PEM. `now` is when it begins. */
export function selfSigned(
  host: string,
  address: readonly number[],
  now: Date,
): { readonly cert: string; readonly key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = sequence(der(OID, ECDSA_WITH_SHA256));
  const name = sequence(der(SET, sequence(der(OID, COMMON_NAME), der(UTF8_STRING, Buffer.from(host)))));
  const end = new Date(now);
  end.setUTCFullYear(now.getUTCFullYear() + YEARS);
  const names = sequence(der(DNS_NAME, Buffer.from(host)), der(IP_ADDRESS, Buffer.from(address)));
  const extensions = sequence(
    sequence(der(OID, SUBJECT_ALT_NAME), der(OCTET_STRING, names)),
    sequence(
      der(OID, BASIC_CONSTRAINTS),
      der(BOOLEAN, Buffer.of(0xff)),
      der(OCTET_STRING, sequence(der(BOOLEAN, Buffer.of(0xff)))),
    ),
  );
  const body = sequence(
    der(VERSION, der(INTEGER, Buffer.of(2))),
    // Positive, and never 0.
    der(INTEGER, Buffer.concat([Buffer.of(1), randomBytes(15)])),
    algorithm,
    name,
    sequence(timeOf(now), timeOf(end)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(EXTENSIONS, extensions),
  );
  const signature = sign('sha256', body, privateKey);
  const whole = sequence(body, algorithm, der(BIT_STRING, Buffer.concat([Buffer.of(0), signature])));
  return { cert: pem('CERTIFICATE', whole), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OID = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const SET = 0x31;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
/** 1.2.840.10045.4.3.2, 2.5.4.3, 2.5.29.17 and 2.5.29.19. */
const ECDSA_WITH_SHA256 = Buffer.from('2a8648ce3d040302', 'hex');
const COMMON_NAME = Buffer.from('550403', 'hex');
const SUBJECT_ALT_NAME = Buffer.from('551d11', 'hex');
const BASIC_CONSTRAINTS = Buffer.from('551d13', 'hex');

/** tag · length (one byte, or 0x80 and the number of its bytes) · content */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...head), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(SEQUENCE, Buffer.concat(parts));
}

/** Years up to 2049 have two digits. */
function timeOf(time: Date): Buffer {
  const digits = `${time.toISOString().replace(/[-:T]|\.\d+/g, '')}`;
  return time.getUTCFullYear() < 2050
    ? der(UTC_TIME, Buffer.from(digits.slice(2)))
    : der(GENERALIZED_TIME, Buffer.from(digits));
}

function pem(label: string, content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
