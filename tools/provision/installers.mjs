import { chmodSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Prefix } from './prefix.mjs';

const MYSQL_CLIENTS =
  'mysql mysqldump mysqladmin mysqlbinlog mysqlslap mysqlimport mysqlcheck mysqlshow my_print_defaults mysql_tzinfo_to_sql mysql_config_editor perror ibd2sdi innochecksum';
const MARIADB_CLIENTS =
  'mariadb mariadb-dump mariadb-admin mariadb-binlog mariadb-slap mariadb-import mariadb-check mariadb-show my_print_defaults mariadb-tzinfo-to-sql mariadb-backup mbstream perror';

/** How each product becomes a prefix: (prefix folder, folder with its unpacked packages) => void. */
export const INSTALLERS = { etcd: installEtcd, mariadb: installMariadb, mysql: installMysql };

/** mysqld derives its base folder from where its own program lies: PREFIX/sbin/mysqld means PREFIX. */
function installMysql(dir, unpacked) {
  const prefix = new Prefix(dir, unpacked);
  prefix.copy('usr/lib/mysql', 'lib/mysql');
  prefix.copy('usr/share/mysql', 'share/mysql');
  prefix.copy('usr/sbin/mysqld', 'sbin/mysqld');
  // where the clients look for their authentication plugins
  const env = `LIBMYSQL_PLUGIN_DIR="${join(dir, 'lib/mysql/plugin')}"`;
  prefix.wrap('sbin/mysqld', { env });
  wrapClients(prefix, MYSQL_CLIENTS, env);
}

/** mariadbd has /usr built in as its base folder: the wrapper passes the real one, after a leading option-file option. */
function installMariadb(dir, unpacked) {
  const prefix = new Prefix(dir, unpacked);
  prefix.copy('usr/lib/mysql', 'lib/mysql');
  prefix.copy('usr/share/mysql', 'share/mysql');
  prefix.copy('usr/sbin/mariadbd', 'sbin/mariadbd');
  prefix.wrap('sbin/mariadbd', {
    prologue: 'first=\ncase "$1" in --defaults-file=*|--no-defaults|--defaults-extra-file=*) first=$1; shift;; esac\n',
    args: `\${first:+"$first"} --basedir="${dir}" --plugin-dir="${join(dir, 'lib/mysql/plugin')}" --lc-messages-dir="${join(dir, 'share/mysql')}" --character-sets-dir="${join(dir, 'share/mysql/charsets')}" `,
  });
  wrapClients(prefix, MARIADB_CLIENTS);
  prefix.script('mariadb-install-db', mariadbInstallDb(dir));
}

/** The packaged mariadb-install-db has /usr built in too, so this one feeds the system tables to the server itself. */
function mariadbInstallDb(dir) {
  const share = join(dir, 'share/mysql');
  const files =
    'mysql_system_tables mysql_performance_tables mysql_system_tables_data fill_help_tables maria_add_gis_sp_bootstrap mysql_sys_schema';
  return `# mariadb-install-db DATADIR [mariadbd options]
set -e
data=$1; shift; mkdir -p "$data/mysql"
{ printf '%s\\n' 'create database if not exists mysql;' 'use mysql;' 'set @auth_root_socket=NULL;'
  for file in ${files}; do cat "${share}/$file.sql"; done
} | "${dir}/bin/mariadbd" --no-defaults --bootstrap --datadir="$data" --log-warnings=0 --enforce-storage-engine="" --max-allowed-packet=8M --net-buffer-length=16K "$@"
`;
}

/** etcd is one static program that runs on the system as it is. */
function installEtcd(dir, unpacked) {
  mkdirSync(join(dir, 'bin'), { recursive: true });
  for (const name of ['etcd', 'etcdctl', 'etcdutl']) {
    const file = join(unpacked, 'usr/bin', name);
    try {
      cpSync(file, join(dir, 'bin', name));
      chmodSync(join(dir, 'bin', name), 0o755);
    } catch (error) {
      if (name !== 'etcdutl') throw error; // the oldest of the suites has none
    }
  }
}

function wrapClients(prefix, names, env) {
  for (const name of names.split(' ').filter((one) => prefix.has(`usr/bin/${one}`))) {
    prefix.copy(`usr/bin/${name}`, `libexec/bin/${name}`);
    prefix.wrap(`libexec/bin/${name}`, { env });
  }
}
