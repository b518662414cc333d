import { VtError } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';

export type Flavor = 'mysql' | 'mariadb';

/** Which server, and how new: what every difference in statements and options hangs on. */
export interface ServerVersion {
  readonly flavor: Flavor;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

const OLDEST: Readonly<Record<Flavor, readonly [number, number, number]>> = { mariadb: [10, 6, 0], mysql: [8, 0, 0] };

/**
 * Reads `mysqld --version`, or `@@version` of a running server ('9.7.4-2', '10.11.18-MariaDB-0+deb12u1').
 * Throws for what is no server, or older than MySQL 8.0 and MariaDB 10.6.
 */
export function parseServerVersion(text: string): ServerVersion {
  const flavor: Flavor = isMariadbVersion(text) ? 'mariadb' : 'mysql';
  // old MariaDB servers say 5.5.5-10.x.y-MariaDB to be taken for a MySQL 5.5
  const match = /(?:^|\bVer )(?:5\.5\.5-)?(\d+)\.(\d+)\.(\d+)/.exec(text.trim());
  if (!match)
    throw new VtError({ code: 'FAILED_PRECONDITION', message: `not a version of MySQL or MariaDB: '${text.trim()}'` });
  const [major, minor, patch] = match.slice(1).map(Number) as [number, number, number];
  const version: ServerVersion = { flavor, major, minor, patch };
  if (!isAtLeast(version, ...OLDEST[flavor])) {
    const message = `${formatServerVersion(version)} is too old: MySQL ${OLDEST.mysql.join('.')} or MariaDB ${OLDEST.mariadb.join('.')} is the oldest that serves`;
    throw new VtError({ code: 'FAILED_PRECONDITION', message });
  }
  return version;
}

export function isAtLeast(version: ServerVersion, major: number, minor: number, patch: number): boolean {
  const order = version.major - major || version.minor - minor || version.patch - patch;
  return order >= 0;
}

export function formatServerVersion({ flavor, major, minor, patch }: ServerVersion): string {
  return `${flavor === 'mysql' ? 'MySQL' : 'MariaDB'} ${major}.${minor}.${patch}`;
}
