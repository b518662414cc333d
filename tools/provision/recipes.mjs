// Which Debian packages make which server, and what of their dependencies the programs never load.

// perl scripts, name services, charset modules and the parts of a running system
const NEVER_LOADED =
  /^(perl|perl-base|perl-modules-.*|libperl.*|.*-perl|libgdbm.*|libdb5.*|libcrypt1|libc-gconv-.*|openssl-provider-legacy|libbz2.*|libudev1.*|debconf.*|cdebconf|mawk|gawk|dpkg|tar|sed|hostname|mysql-common|mariadb-common|base-.*|passwd|adduser|lsb-base|init-system-helpers|procps|psmisc|rsync|iproute2|lsof|socat|galera-.*|gcc-.*-base)$/;

/** Sorted by product. `suites`: tried in order. */
export const RECIPES = {
  // Programs and drivers, without what they share with the system.
  clients: {
    suites: ['bookworm'],
    wanted: [
      'libdbd-mariadb-perl',
      'libdbd-mysql-perl',
      'libmariadb-java',
      'mydumper',
      'php8.2-cli',
      'php8.2-mysql',
      'python3-mysqldb',
      'ruby-mysql2',
      'ruby3.1',
      'sysbench',
    ],
    skip: /^(?!php8|php-common|libdb[di]|libmariadb|mydumper|python3-mysqldb|ruby|libruby|sysbench|libluajit|libpcre3|libaio)/,
  },
  etcd: { suites: ['sid', 'trixie', 'bookworm'], wanted: ['etcd-server', 'etcd-client'], skip: /^(?!etcd-)/ },
  mariadb: {
    suites: ['bookworm', 'trixie', 'sid'],
    wanted: [
      'mariadb-server-core',
      'mariadb-client-core',
      'mariadb-client',
      'mariadb-backup',
      'mariadb-plugin-provider-lz4',
    ],
    skip: NEVER_LOADED,
  },
  mysql: { suites: ['sid'], wanted: ['mysql-server-core', 'mysql-client-core'], skip: NEVER_LOADED },
};
