import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatPosition, parsePosition } from '@vt/mysql';
import { describe, expect, test } from 'vitest';
import { configuredPort } from './config/configured-port.ts';
import { readExtraMyCnf } from './config/extra-my-cnf.ts';
import { renderMyCnf } from './config/my-cnf.ts';
import { MysqlReplication } from './replication/mysql.ts';
import { readReplicationStatus } from './replication/status-row.ts';
import { instanceLayout, tabletDir } from './server/layout.ts';
import { parseServerVersion } from './server/version.ts';
import { createStatement } from './sidecar/ensure-sidecar.ts';
import { sidecarTables } from './sidecar/tables.ts';
import type { SqlRow } from './sql-executor.ts';
import { grantOnDatabaseStatements, userStatements } from './users/users.ts';

const mysql97 = parseServerVersion('9.7.4-2');
const mysql8 = parseServerVersion('/usr/sbin/mysqld  Ver 8.0.20 for Linux on x86_64 (MySQL Community Server - GPL)');
const mariadb = parseServerVersion('5.5.5-10.11.18-MariaDB-0+deb12u1');

describe('versions', () => {
  test('flavor and numbers', () => {
    expect(mysql97).toEqual({ flavor: 'mysql', major: 9, minor: 7, patch: 4 });
    expect(mariadb).toEqual({ flavor: 'mariadb', major: 10, minor: 11, patch: 18 });
  });
  test.each(['5.7.44', '10.5.2-MariaDB', 'bash 5.2'])('%s is refused', (text) => {
    expect(() => parseServerVersion(text)).toThrow(/too old|not a version/);
  });
});

describe('layout', () => {
  test('the names', () => {
    const layout = instanceLayout(tabletDir('/data', 100));
    expect(layout.socket).toBe('/data/vt_0000000100/mysql.sock');
  });
  test('a socket path that is too long is named with its length', () => {
    expect(() => instanceLayout(`/${'d'.repeat(120)}`)).toThrow(/132 bytes and may have 107: \/d+\/mysql\.sock/);
  });
  test.each([0, -1, 1.5, 2 ** 32])('uid %d is refused', (uid) => {
    expect(() => tabletDir('/data', uid)).toThrow('is not between');
  });
});

describe('my.cnf', () => {
  const layout = instanceLayout('/d/vt_0000000001');
  const cnf = (version: typeof mysql97, extra: readonly string[] = []) =>
    renderMyCnf({ version, layout, serverId: 1, port: 17100, extra });

  test('each version gets the names that it knows', () => {
    expect(cnf(mysql97)).toMatch(/^skip_replica_start = ON$/m);
    expect(cnf(mysql97)).toContain('plugin-load-add = semisync_source.so;semisync_replica.so');
    expect(cnf(mysql8)).toMatch(/^skip_slave_start = ON$/m);
    expect(cnf(mysql8)).toContain('semisync_master.so');
    expect(cnf(mariadb)).toMatch(/^gtid_strict_mode = ON$/m);
    expect(cnf(mariadb)).not.toContain('super_read_only');
  });
  test('semi-sync is never switched on in the file', () => {
    for (const version of [mysql97, mysql8, mariadb]) expect(cnf(version)).not.toMatch(/semi_sync_\w+_enabled/);
  });
  test('what EXTRA_MY_CNF says comes last', () => {
    expect(cnf(mysql97, ['[mysqld]\nport = 5'])).toMatch(/port = 17100[^]*\nport = 5\n$/);
    expect(readExtraMyCnf({})).toEqual([]);
    expect(() => readExtraMyCnf({ EXTRA_MY_CNF: '/nowhere.cnf' })).toThrow('EXTRA_MY_CNF names /nowhere.cnf');
  });
  test('the port is found that the server will listen on', () => {
    const dir = mkdtempSync(join(tmpdir(), 'cnf-'));
    try {
      expect(configuredPort(dir)).toBeUndefined();
      writeFileSync(join(dir, 'my.cnf'), cnf(mysql97));
      expect(configuredPort(dir)).toBe(17100);
      writeFileSync(join(dir, 'my.cnf'), cnf(mysql97, ['[mysqld]\nport = 5']));
      expect(configuredPort(dir)).toBe(5);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

describe('accounts', () => {
  test('only those of replication come over the network, and none may do all but the dba', () => {
    const all = userStatements(mysql97);
    const remote = all.filter((sql) => /^CREATE USER .*'%'$/.test(sql));
    expect(remote).toEqual([
      "CREATE USER 'vt_clone'@'%'",
      "CREATE USER 'vt_filtered'@'%'",
      "CREATE USER 'vt_repl'@'%'",
    ]);
    expect(all.filter((sql) => /ALL PRIVILEGES|SUPER/.test(sql))).toEqual([
      "GRANT ALL PRIVILEGES ON *.* TO 'vt_dba'@'localhost'",
    ]);
  });
  test('the application’s account may write the sidecar only where a tablet of Vitess may come', () => {
    const onSidecar = (sql: string) => /`\\_vt`.* TO 'vt_app'/.test(sql);
    expect(userStatements(mysql97).filter(onSidecar)).toEqual(["GRANT SELECT ON `\\_vt`.* TO 'vt_app'@'localhost'"]);
    expect(userStatements(mysql97, true).filter(onSidecar).at(-1)).toBe(
      "GRANT SELECT, INSERT, UPDATE, DELETE ON `\\_vt`.* TO 'vt_app'@'localhost'",
    );
  });
  test('a database of another name', () => {
    expect(grantOnDatabaseStatements('my_db')).toContainEqual(
      expect.stringMatching(/ON `my\\_db`\.\* TO 'vt_app'@'localhost'$/),
    );
  });
});

/** Rows as the servers gave them (a replica of a primary with 4 transactions), without the columns that nothing reads. */
const captured = {
  mysql97: {
    Replica_IO_State: 'Waiting for source to send event',
    Source_Host: '127.0.0.1',
    Source_User: 'vt_repl',
    Source_Port: '17101',
    Connect_Retry: '10',
    Source_Log_File: 'vt-0000000101-bin.000001',
    Read_Source_Log_Pos: '1157',
    Relay_Log_File: 'vt-0000000102-relay-bin.000002',
    Relay_Log_Pos: '980',
    Relay_Source_Log_File: 'vt-0000000101-bin.000001',
    Replica_IO_Running: 'Yes',
    Replica_SQL_Running: 'Connecting',
    Replicate_Do_DB: '',
    Exec_Source_Log_Pos: '900',
    Source_SSL_Allowed: 'No',
    Seconds_Behind_Source: null,
    Last_IO_Error: '',
    Last_SQL_Error: "Error 'x'",
    Source_Server_Id: '101',
    Source_UUID: '99e4a77f-e62b-11f1-bb10-02fc00000001',
    SQL_Delay: '3',
    Retrieved_Gtid_Set: '99e4a77f-e62b-11f1-bb10-02fc00000001:3-4',
    Executed_Gtid_Set: '99e4a77f-e62b-11f1-bb10-02fc00000001:1-3',
    Auto_Position: '1',
    Replicate_Rewrite_DB: '',
  },
  mariadb: {
    Slave_IO_State: 'Waiting for master to send event',
    Master_Host: '127.0.0.1',
    Master_User: 'vt_repl',
    Master_Port: '17101',
    Connect_Retry: '10',
    Master_Log_File: 'vt-0000000101-bin.000001',
    Read_Master_Log_Pos: '1157',
    Relay_Log_File: 'vt-0000000102-relay-bin.000002',
    Relay_Log_Pos: '980',
    Relay_Master_Log_File: 'vt-0000000101-bin.000001',
    Slave_IO_Running: 'Yes',
    Slave_SQL_Running: 'No',
    Replicate_Do_DB: 'vt_ks',
    Exec_Master_Log_Pos: '900',
    Master_SSL_Allowed: 'No',
    Seconds_Behind_Master: '7',
    Last_IO_Error: '',
    Last_SQL_Error: '',
    Master_Server_Id: '101',
    Using_Gtid: 'Slave_Pos',
    Gtid_IO_Pos: '0-101-4',
    SQL_Delay: '0',
  },
} satisfies Record<string, SqlRow>;

describe('replication status', () => {
  test('MySQL, new names', () => {
    const status = readReplicationStatus(captured.mysql97, 'MySQL56');
    expect(status).toMatchObject({
      ioState: 'running',
      sqlState: 'connecting',
      sourceHost: '127.0.0.1',
      sourcePort: 17101,
      sourceServerId: 101,
      lagSeconds: undefined,
      delaySeconds: 3,
      autoPosition: true,
      hasReplicationFilters: false,
      lastSqlError: "Error 'x'",
    });
    const uuid = '99e4a77f-e62b-11f1-bb10-02fc00000001';
    expect(formatPosition(status.position)).toBe(`MySQL56/${uuid}:1-3`);
    expect(formatPosition(status.relayLogPosition)).toBe(`MySQL56/${uuid}:1-4`);
    expect(formatPosition(status.filePosition)).toBe('FilePos/vt-0000000101-bin.000001:900');
    expect(formatPosition(status.relayLogSourceBinlogEquivalentPosition)).toBe('FilePos/vt-0000000101-bin.000001:1157');
    expect(formatPosition(status.relayLogFilePosition)).toBe('FilePos/vt-0000000102-relay-bin.000002:980');
  });
  test.each(['Replica_IO_State', 'Replica_SQL_Running_State'])('a thread that waits for disk space, by %s', (name) => {
    const of = (state: string) => readReplicationStatus({ ...captured.mysql97, [name]: state }, 'MySQL56').waitsForDisk;
    expect([of('Waiting for disk space'), of('Waiting for source to send event')]).toEqual([true, false]);
  });
  test('MariaDB, old names', () => {
    const status = readReplicationStatus(captured.mariadb, 'MariaDB', parsePosition('MariaDB/0-101-3'));
    expect(status).toMatchObject({
      ioState: 'running',
      sqlState: 'stopped',
      sourcePort: 17101,
      lagSeconds: 7,
      usingGtid: true,
      hasReplicationFilters: true,
    });
    expect(formatPosition(status.position)).toBe('MariaDB/0-101-3');
    expect(formatPosition(status.relayLogPosition)).toBe('MariaDB/0-101-4');
  });
  test('MySQL before 8.0.22 says the same in old names', () => {
    const old = Object.fromEntries(
      Object.entries(captured.mysql97).map(([name, value]) => [
        name.replace('Source', 'Master').replace('Replica_', 'Slave_'),
        value,
      ]),
    );
    expect(readReplicationStatus(old, 'MySQL56')).toEqual(readReplicationStatus(captured.mysql97, 'MySQL56'));
  });
});

describe('commands by version', () => {
  const record = () => {
    const statements: string[] = [];
    return { statements, query: async (sql: string) => (statements.push(sql), []) };
  };
  const source = { host: "h'ost", port: 3306, user: 'vt_repl' };

  test('MySQL 9.7', async () => {
    const sql = record();
    const replication = new MysqlReplication(sql, mysql97);
    await replication.setSource(source);
    await replication.start('io');
    await replication.resetAll();
    expect(sql.statements[0]).toMatch(
      /^CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'h''ost', SOURCE_PORT = 3306,.* SOURCE_AUTO_POSITION = 1$/,
    );
    expect(commands(sql.statements).slice(1)).toEqual([
      'START REPLICA IO_THREAD',
      'STOP REPLICA',
      'RESET REPLICA ALL',
      'SET GLOBAL rpl_semi_sync_source_enabled = 0, GLOBAL rpl_semi_sync_replica_enabled = 0',
      'RESET BINARY LOGS AND GTIDS',
    ]);
  });
  test('MySQL 8.0.20', async () => {
    const sql = record();
    const replication = new MysqlReplication(sql, mysql8);
    await replication.setSource(source);
    await replication.resetAll();
    expect(sql.statements[0]).toMatch(/^CHANGE MASTER TO MASTER_HOST = /);
    expect(commands(sql.statements).slice(1, 3)).toEqual(['STOP SLAVE', 'RESET SLAVE ALL']);
    expect(sql.statements.at(-1)).toBe('RESET MASTER');
  });
  test('a position of the other flavor is refused', async () => {
    const replication = new MysqlReplication(record(), mysql97);
    await expect(replication.waitForPosition(parsePosition('MariaDB/0-1-1'), 1)).rejects.toThrow(
      'a position of MySQL56 is needed here',
    );
  });
});

describe('sidecar tables', () => {
  test('a statement', () => {
    expect(createStatement('_vt', 'heartbeat', sidecarTables.heartbeat)).toBe(
      'CREATE TABLE IF NOT EXISTS `_vt`.`heartbeat` (\n  `keyspaceShard` varbinary(256) NOT NULL,\n  `tabletUid` int unsigned NOT NULL,\n  `ts` bigint unsigned NOT NULL,\n  PRIMARY KEY (keyspaceShard)\n) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4',
    );
  });
  test('every key is of columns that are there', () => {
    for (const { columns, keys } of Object.values<{ columns: object; keys: readonly string[] }>(sidecarTables)) {
      const named = keys.flatMap(
        (key) =>
          /\((.*)\)$/
            .exec(key)?.[1]
            ?.replace(/\(\d+\)/g, '')
            .split(', ') ?? [],
      );
      expect(Object.keys(columns)).toEqual(expect.arrayContaining(named));
    }
  });
});

/** Without the looks at what is there. */
function commands(statements: readonly string[]): readonly string[] {
  return statements.filter((text) => !/^(SELECT PROCESSLIST_ID|SHOW REPLICA STATUS|SHOW SLAVE STATUS)/.test(text));
}
