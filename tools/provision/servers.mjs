import { resolve } from 'node:path';
import { Refusal, say, step } from '../setup/progress.mjs';
import { install, installed } from './install.mjs';
import { inPrefix, onPath, PRODUCTS } from './programs.mjs';

const PREFIX_ENV = { etcd: 'VT_ETCD_PREFIX', mariadb: 'VT_MARIADB_PREFIX', mysql: 'VT_MYSQL_PREFIX' };
const TO_INSTALL = {
  etcd: 'etcd 3.4 or newer',
  mariadb: 'MariaDB 10.6 or newer (mariadbd)',
  mysql: 'MySQL 8.0 or newer (mysqld)',
};

/**
 * Finds or installs a server and leaves its prefix in the environment for the programs that follow. In this order:
 * the prefix the environment names, PATH, the private prefix under the cache folder, a new install there.
 * Returns { product, version, file, prefix }; throws a Refusal of one sentence.
 */
export async function provision(product) {
  const named = process.env[PREFIX_ENV[product]];
  const server = named
    ? await explicit(product, named)
    : ((await onPath(product)) ?? (await installed(product)) ?? (await installOrExplain(product)));
  process.env[PREFIX_ENV[product]] = server.prefix;
  return server;
}

/**
 * The server for a cluster by VT_MYSQL: auto (MySQL, else MariaDB, said loudly), mysql, mariadb, or the path of a prefix.
 * Leaves VT_MYSQL as the flavor it has become.
 */
export async function provisionSqlServer(choice = process.env.VT_MYSQL ?? 'auto') {
  const server = await step('MySQL server', async () => {
    if (choice === 'mysql' || choice === 'mariadb') return provision(choice);
    if (choice !== 'auto') return fromPath(choice);
    return mysqlElseMariadb();
  });
  say(`  ${PRODUCTS[server.product].title} ${server.version}, ${server.file}`);
  process.env.VT_MYSQL = server.product;
  return server;
}

async function mysqlElseMariadb() {
  try {
    return await provision('mysql');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    let mariadb;
    try {
      mariadb = await provision('mariadb');
    } catch (second) {
      throw second instanceof Refusal ? error : second;
    }
    say(`
*** MySQL could not be had, so this cluster runs on MariaDB ${mariadb.version}. ***
*** What MariaDB lacks (JSON as a type, super_read_only, clone, utf8mb4_0900 collations) is missing here too. ***
*** The reason: ${error.message.split('\n')[0]}
`);
    return mariadb;
  }
}

async function fromPath(path) {
  const prefix = resolve(path);
  for (const product of ['mysql', 'mariadb']) {
    const server = await inPrefix(product, prefix);
    if (!server) continue;
    process.env[PREFIX_ENV[product]] = prefix;
    return server;
  }
  throw new Refusal(
    `VT_MYSQL=${path}: there is neither ${TO_INSTALL.mysql} nor ${TO_INSTALL.mariadb} in its bin, sbin or libexec folder.`,
  );
}

async function explicit(product, prefix) {
  const server = await inPrefix(product, resolve(prefix));
  if (server) return server;
  throw new Refusal(
    `${PREFIX_ENV[product]}=${prefix}: there is no ${TO_INSTALL[product]} in its bin, sbin or libexec folder.`,
  );
}

async function installOrExplain(product) {
  try {
    return await install(product);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(
      `There is no ${PRODUCTS[product].title} on this machine and it could not be installed (${error.message.replace(/\.$/, '')}): install ${TO_INSTALL[product]} so that it is on PATH, or set ${PREFIX_ENV[product]} to the folder that holds its bin.`,
    );
  }
}
