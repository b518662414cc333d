import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from '../setup/run.mjs';

/**
 * What a server can be: the names its program goes by, the oldest version that serves, and how to read its
 * version. Sorted by name.
 */
export const PRODUCTS = {
  etcd: { title: 'etcd', programs: ['etcd'], versionMin: [3, 4] },
  mariadb: { title: 'MariaDB', programs: ['mariadbd', 'mysqld'], versionMin: [10, 6] },
  mysql: { title: 'MySQL', programs: ['mysqld'], versionMin: [8, 0] },
};

/** Folders of a prefix that may hold the server program, the private wrapper first. */
const PROGRAM_FOLDERS = ['bin', 'sbin', 'libexec'];
/** Where servers lie on systems whose users do not have them on PATH. */
const MORE_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/libexec', '/usr/local/mysql/bin'];

/** The server `product` (a key of PRODUCTS) in a prefix, or undefined. */
export async function inPrefix(product, prefix) {
  return firstThatFits(
    product,
    prefix,
    PROGRAM_FOLDERS.map((folder) => join(prefix, folder)),
  );
}

/** The server `product` on PATH, or undefined. A mysqld that is really MariaDB is not taken for MySQL. */
export async function onPath(product) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'));
  return firstThatFits(product, undefined, [...folders, ...MORE_FOLDERS]);
}

async function firstThatFits(product, prefix, folders) {
  const { programs, versionMin } = PRODUCTS[product];
  const seen = new Set();
  for (const name of programs) {
    for (const folder of folders) {
      const file = join(folder, name);
      if (!isProgram(file) || seen.has(realpathSync(file))) continue;
      seen.add(realpathSync(file));
      const server = await sniff(file);
      if (server?.product !== product || isOlder(server.version, versionMin)) continue;
      return { ...server, file, prefix: prefix ?? join(folder, '..') };
    }
  }
  return undefined;
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Asks a program who it is. Undefined where it does not run or is something else. */
async function sniff(file) {
  const { code, stdout } = await run(file, ['--version']);
  return code === 0 ? readVersion(stdout) : undefined;
}

/** Reads the first lines of `mysqld --version`, `mariadbd --version` or `etcd --version`. */
export function readVersion(text) {
  const etcd = /^etcd Version: (\S+)/m.exec(text);
  if (etcd) return { product: 'etcd', version: etcd[1] };
  const sql = /\bVer (\d+\.\d+\.\d+)/.exec(text);
  if (!sql) return undefined;
  return { product: /MariaDB/i.test(text) ? 'mariadb' : 'mysql', version: sql[1] };
}

function isOlder(version, versionMin) {
  const have = version.split('.').map(Number);
  for (let i = 0; i < versionMin.length; i++) {
    if (have[i] !== versionMin[i]) return have[i] < versionMin[i];
  }
  return false;
}
