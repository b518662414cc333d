import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPrograms } from '../testing/mysqld.ts';
import { makeCertificates } from './testing/certificates.ts';
import { type EchoServer, startEcho } from './testing/echo-server.ts';

/** The client beside the server that the other tests use. */
function find(flavor: 'mysql' | 'mariadb'): string | undefined {
  const folder = findPrograms(flavor);
  const path = folder && join(folder, flavor);
  return path && existsSync(path) ? path : undefined;
}

function run(bin: string, args: readonly string[], input: string): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve) => {
    const child = spawn(bin, ['--no-defaults', ...args], { env: { ...process.env, MYSQL_PWD: 'password' } });
    let text = '';
    child.stdout.on('data', (data) => (text += data));
    child.stderr.on('data', (data) => (text += data));
    child.on('close', (code) => resolve({ code, text }));
    child.stdin.end(input);
  });
}

const certificates = makeCertificates();
const dir = mkdtempSync(join(tmpdir(), 'vt-cli-'));
const path = join(dir, 'mysql.sock');
let echo: EchoServer;
beforeAll(async () => {
  echo = await startEcho({ localInfile: true, ...(certificates ? { tls: certificates.server } : {}) });
  await echo.server.listen({ kind: 'unix', path });
});
afterAll(() => {
  echo.server.close();
  rmSync(dir, { recursive: true });
});

const flavors = [
  {
    flavor: 'mysql',
    plain: ['--ssl-mode=DISABLED', '--get-server-public-key'],
    tls: ['--ssl-mode=REQUIRED'],
    zlib: ['--ssl-mode=DISABLED', '--get-server-public-key', '--compression-algorithms=zlib'],
    zstd: ['--ssl-mode=DISABLED', '--get-server-public-key', '--compression-algorithms=zstd'],
  },
  {
    flavor: 'mariadb',
    plain: ['--skip-ssl'],
    tls: ['--ssl', '--skip-ssl-verify-server-cert'],
    zlib: ['--skip-ssl', '-C'],
    zstd: undefined,
  },
] as const;

for (const { flavor, plain, tls, zlib, zstd } of flavors) {
  const bin = find(flavor);
  if (!bin) console.log(`the ${flavor} client is not tested: not found`);
  describe.runIf(bin)(`the ${flavor} client`, () => {
    // MariaDB's client as Debian builds it has no caching_sha2_password where it was not installed.
    const hashes = flavor === 'mysql' ? ['plain', 'sha2'] : ['plain', 'native'];
    const tcp = (): string[] => ['-h127.0.0.1', `-P${echo.port}`];
    const ways: [string, () => string[]][] = [
      ['plain', () => [...tcp(), ...plain]],
      ['zlib', () => [...tcp(), ...zlib]],
      ...(zstd ? [['zstd', () => [...tcp(), ...zstd]] as [string, () => string[]]] : []),
      ['unix socket', () => [`-S${path}`]],
      ...(certificates ? [['TLS', () => [...tcp(), ...tls]] as [string, () => string[]]] : []),
    ];

    it.each(ways)('%s', async (_name, args) => {
      for (const user of hashes) {
        // Long enough to be compressed by the client too.
        const input = `hello;\ntwo;\nrows 100;\nlength ${'long '.repeat(2_000)}.;\nblob 300000;\n`;
        const { code, text } = await run(
          bin as string,
          [...args(), `-u${user}`, '-N', '--max-allowed-packet=64M', 'db'],
          input,
        );
        const lines = text.trim().split('\n');
        expect(lines.slice(0, 4)).toEqual([`hello\tdb\t${user}`, '1', '2', 'NULL']);
        expect(lines.at(-2)).toBe('10001');
        expect([code, lines.length, lines.at(-1)?.length]).toEqual([0, 106, 300_000]);
      }
    });

    it('sees errors', async () => {
      const wrong = await run(bin as string, [...tcp(), ...plain, '-unobody'], 'x;\n');
      expect(wrong.text).toContain(
        "ERROR 1045 (28000): Access denied for user 'nobody'@'127.0.0.1' (using password: YES)",
      );
      const failing = await run(bin as string, [...tcp(), ...plain, '-uplain'], 'fail it;\n');
      expect(failing.text).toContain('ERROR 1064 (42000) at line 1: no: it');
    });

    it('loads a local file', async () => {
      const file = join(dir, 'data');
      writeFileSync(file, 'd'.repeat(100_000));
      const args = [...tcp(), ...plain, '-uplain', '--local-infile=1', '-vvv'];
      const { text } = await run(bin as string, args, `load ${file};\n`);
      expect(text).toContain('100000 rows affected');
    });
  });
}
