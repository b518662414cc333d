import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { VtError } from '@vt/base';
import type { Flavor } from './version.ts';

const NAMES: Readonly<Record<Flavor, readonly string[]>> = { mariadb: ['mariadbd', 'mysqld'], mysql: ['mysqld'] };
const FOLDERS = ['bin', 'sbin', 'libexec'];

/** The server program of a prefix (a folder with a bin, sbin or libexec), or on PATH when there is no prefix. */
export function findServerProgram(
  flavor: Flavor,
  prefix: string | undefined,
  path = process.env['PATH'] ?? '',
): string {
  const folders = prefix
    ? FOLDERS.map((folder) => join(prefix, folder))
    : [...path.split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const files = NAMES[flavor].flatMap((name) => folders.map((folder) => join(folder, name)));
  const file = files.find(isExecutable);
  if (file) return file;
  const message = `no ${NAMES[flavor].join(' or ')} ${prefix ? `in the bin, sbin or libexec folder of ${prefix}` : 'on PATH'}`;
  throw new VtError({ code: 'NOT_FOUND', message });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
