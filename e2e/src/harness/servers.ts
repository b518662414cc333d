import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repoRoot = fileURLToPath(new URL('../../..', import.meta.url));

export type ServerName = 'mysql' | 'mariadb' | 'etcd';

const programs: Readonly<Record<ServerName, string>> = { mysql: 'mysqld', mariadb: 'mariadbd', etcd: 'etcd' };

/** Where a server's programs are: VT_<NAME>_PREFIX, the provisioning cache, PATH; undefined when it is nowhere. */
export function prefixOf(name: ServerName): string | undefined {
  const program = join('bin', programs[name]);
  const named = process.env[`VT_${name.toUpperCase()}_PREFIX`];
  const cache = process.env['VT_CACHE_DIR'] ?? join(repoRoot, '.cache');
  for (const prefix of [named, join(cache, name)]) {
    if (prefix !== undefined && existsSync(join(prefix, program))) return prefix;
  }
  const onPath = (process.env['PATH'] ?? '').split(delimiter).find((dir) => existsSync(join(dir, programs[name])));
  return onPath === undefined ? undefined : join(onPath, '..');
}

/** The path of test data that others wrote (VT_SHARED, else ../shared beside the checkout); undefined when absent. */
export function sharedPath(...parts: string[]): string | undefined {
  const path = join(process.env['VT_SHARED'] ?? join(repoRoot, '..', 'shared'), ...parts);
  return existsSync(path) ? path : undefined;
}

/** Why a test is skipped is printed: a silent skip looks like a pass. */
export function explainSkip(what: string, reason: string): true {
  process.stderr.write(`SKIPPED ${what}: ${reason}\n`);
  return true;
}

/** Why a test that takes minutes does not run here; undefined: it does. */
export function longTestsReason(): string | undefined {
  return process.env['VT_LONG_TESTS'] === '1' ? undefined : 'it takes minutes; VT_LONG_TESTS=1 runs it';
}
