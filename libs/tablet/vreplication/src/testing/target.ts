import { MysqlConnection } from '@vt/mysql';
import { type Flavor, TestMysqld } from '@vt/mysql/testing';
import { Stats, silentLogger } from '@vt/servenv';
import { defaultVReplicationConfig, type VReplicationConfig } from '../config.ts';
import { VReplicationEngine } from '../engine/engine.ts';
import type { EngineParts } from '../engine/parts.ts';
import type { SourcePicker } from '../source/source.ts';
import { noThrottler } from '../throttler.ts';

const id = 'bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY';

/** The sidecar tables, as far as streams need them, and the streams' user. */
const setup = [
  'CREATE DATABASE _vt',
  'CREATE DATABASE vt_target',
  "CREATE TABLE _vt.vreplication (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, workflow varbinary(1000), source mediumblob NOT NULL, pos varbinary(10000) NOT NULL, stop_pos varbinary(10000), max_tps bigint NOT NULL, max_replication_lag bigint NOT NULL, cell varbinary(1000), tablet_types varbinary(100), time_updated bigint NOT NULL, transaction_timestamp bigint NOT NULL, state varbinary(100) NOT NULL, message varbinary(1000), db_name varbinary(255) NOT NULL, rows_copied bigint NOT NULL DEFAULT 0, tags varbinary(1024) NOT NULL DEFAULT '', time_heartbeat bigint NOT NULL DEFAULT 0, workflow_type int NOT NULL DEFAULT 0, time_throttled bigint NOT NULL DEFAULT 0, component_throttled varchar(255) NOT NULL DEFAULT '', reason_throttled varchar(1024) NOT NULL DEFAULT '', workflow_sub_type int NOT NULL DEFAULT 0, defer_secondary_keys tinyint(1) NOT NULL DEFAULT 0, options json NOT NULL)",
  `CREATE TABLE _vt.copy_state (id ${id}, vrepl_id int NOT NULL, table_name varbinary(128) NOT NULL, lastpk varbinary(2000), KEY vrepl_id (vrepl_id, table_name))`,
  `CREATE TABLE _vt.post_copy_action (id ${id}, vrepl_id int NOT NULL, table_name varbinary(128) NOT NULL, action json NOT NULL, UNIQUE KEY (vrepl_id, table_name))`,
  'CREATE TABLE _vt.resharding_journal (id bigint NOT NULL PRIMARY KEY, db_name varbinary(255), val blob)',
  'CREATE TABLE _vt.vreplication_log (id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, vrepl_id int NOT NULL, type varbinary(256) NOT NULL, state varbinary(100) NOT NULL, created_at timestamp NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, message text NOT NULL, count bigint NOT NULL DEFAULT 1)',
  'CREATE TABLE _vt.vdiff (id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, vdiff_uuid varchar(64) NOT NULL UNIQUE, workflow varbinary(1024), keyspace varbinary(256), shard varchar(255) NOT NULL, db_name varbinary(1024), state varbinary(64), options json, created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, started_at timestamp NULL, liveness_timestamp timestamp NULL, completed_at timestamp NULL, last_error varbinary(1024))',
  "CREATE TABLE _vt.vdiff_table (vdiff_id bigint NOT NULL, table_name varbinary(128) NOT NULL, state varbinary(64), lastpk varbinary(2000), table_rows bigint NOT NULL DEFAULT 0, rows_compared bigint NOT NULL DEFAULT 0, mismatch tinyint(1) NOT NULL DEFAULT '0', report json, created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, PRIMARY KEY (vdiff_id, table_name))",
  'CREATE TABLE _vt.vdiff_log (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, vdiff_id int NOT NULL, created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, message text NOT NULL)',
  'CREATE USER vt_filtered@localhost',
  'GRANT REPLICATION SLAVE, REPLICATION CLIENT, PROCESS, SHOW DATABASES ON *.* TO vt_filtered@localhost',
  'GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, CREATE VIEW, SHOW VIEW, TRIGGER, EVENT, CREATE ROUTINE, ALTER ROUTINE, EXECUTE, LOCK TABLES, CREATE TEMPORARY TABLES ON `vt\\_%`.* TO vt_filtered@localhost',
  'GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX ON `\\_vt`.* TO vt_filtered@localhost',
];

const nobody: SourcePicker = {
  pick: () => Promise.reject(new Error('no source in this test')),
};

/** A target's mysqld with an engine on it. */
export class TestTarget {
  readonly mysqld: TestMysqld;
  readonly root: MysqlConnection;

  private constructor(mysqld: TestMysqld, root: MysqlConnection) {
    this.mysqld = mysqld;
    this.root = root;
  }

  static async start(flavor: Flavor, extra: readonly string[] = []): Promise<TestTarget> {
    const mysqld = await TestMysqld.start(flavor, extra);
    const root = await MysqlConnection.connect(mysqld.rootOptions);
    for (const statement of setup) await root.execute(statement);
    return new TestTarget(mysqld, root);
  }

  /** An engine of its own; the caller opens and closes it. */
  engine(parts: Partial<EngineParts> = {}, config: Partial<VReplicationConfig> = {}): VReplicationEngine {
    return new VReplicationEngine({
      tablet: { cell: 'zone1', keyspace: 'target', shard: '0', dbName: 'vt_target' },
      target: { socketPath: this.mysqld.socketPath, user: 'vt_filtered' },
      sources: nobody,
      openOwn: () => Promise.reject(new Error('no rows of its own in this test')),
      throttler: noThrottler,
      config: { ...defaultVReplicationConfig, retryDelayMs: 50, ...config },
      stats: new Stats('vttablet'),
      log: silentLogger,
      reachCrashPoint: () => {},
      ...parts,
    });
  }

  /** Values as text; NULL for null. */
  async rows(sql: string): Promise<string[][]> {
    const { rows } = await this.root.execute(sql);
    return rows.map((row) => row.map((value) => (value === null ? 'NULL' : Buffer.from(value).toString('utf8'))));
  }

  async stop(): Promise<void> {
    this.root.close();
    await this.mysqld.stop();
  }
}
