import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RowDataPacket } from 'mysql2/promise';
import { Control } from '../failover/control.ts';
import { type Output, runProgram, TestCluster, waitFor } from '../harness/cluster.ts';
import { Programs } from '../harness/programs.ts';
import { prefixOf, repoRoot } from '../harness/servers.ts';
import { COUNTER, LEDGER } from '../load/load.ts';

export const KEYSPACE = 'commerce';
export const SHARD = '0';
export const PLACE = `${KEYSPACE}/${SHARD}`;
const BULK_ROW_BYTES = 1_000;
const BULK_STEP_ROWS = 1_000;
/** Statements of one call of the client. */
const BULK_STEPS = 20;

/** A backup as `GetBackups --json` tells it. */
export type Listed = { readonly name: string; readonly status: string };

/** A cluster with one shard of a primary and a replica, whose backups are kept in its own folder, and room for one more tablet. */
export class BackupStage {
  readonly cluster: TestCluster;
  readonly control: Control;
  readonly programs = new Programs();
  readonly primaryUid: number;
  readonly replicaUid: number;
  /** Of the tablet that is made later. */
  readonly newUid: number;

  private constructor(cluster: TestCluster, control: Control, primaryUid: number, replicaUid: number) {
    this.cluster = cluster;
    this.control = control;
    this.primaryUid = primaryUid;
    this.replicaUid = replicaUid;
    this.newUid = Math.max(primaryUid, replicaUid) + 7;
  }

  static async open(portBase?: number): Promise<BackupStage> {
    const cluster = await TestCluster.start({
      flags: ['--replicas', '1', '--keyspace', `${KEYSPACE}=0`],
      ...(portBase === undefined ? {} : { portBase }),
    });
    try {
      const control = new Control(cluster);
      await control.healthy(KEYSPACE, SHARD, 2);
      const primary = await control.primaryUid(KEYSPACE, SHARD);
      const stage = new BackupStage(cluster, control, primary, await control.replicaUid(KEYSPACE, SHARD));
      for (const sql of [LEDGER, COUNTER, 'create table bulk (id int auto_increment primary key, v varbinary(1024))']) {
        await stage.sql(sql);
      }
      return stage;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.control.close();
    await this.programs.close();
    await this.cluster.stop();
  }

  async sql(text: string): Promise<RowDataPacket[]> {
    const connection = await this.cluster.connect(KEYSPACE);
    try {
      const [rows] = await connection.query<RowDataPacket[]>(text);
      return Array.isArray(rows) ? rows : [];
    } finally {
      await connection.end();
    }
  }

  /** A statement on a tablet's mysqld, as vt_dba. */
  async onTablet(uid: number, sql: string): Promise<string> {
    const client = join(prefixOf('mysql') ?? '', 'bin', 'mysql');
    const args = ['--no-defaults', '-N', '-B', '-uvt_dba', `--socket=${this.control.socket(uid)}`, `vt_${KEYSPACE}`];
    const { code, stdout, stderr } = await runProgram(client, args, sql);
    if (code !== 0) throw new Error(`${sql}: ${stderr}`);
    return stdout.trim();
  }

  async fill(bytes: number): Promise<void> {
    const values = Array.from({ length: BULK_STEP_ROWS }, () => `(random_bytes(${BULK_ROW_BYTES}))`).join(',');
    const insert = `insert into bulk (v) values ${values};`;
    const steps = Math.ceil(bytes / BULK_ROW_BYTES / BULK_STEP_ROWS);
    for (let done = 0; done < steps; done += BULK_STEPS) {
      await this.onTablet(this.primaryUid, insert.repeat(Math.min(BULK_STEPS, steps - done)));
    }
  }

  vtctl(...args: string[]): Promise<Output> {
    const server = ['--server', `127.0.0.1:${this.cluster.portBase + 999}`, '--action-timeout', '1h'];
    return runProgram(process.execPath, [join(repoRoot, 'apps/vtctldclient/bin.mjs'), ...server, ...args]);
  }

  async mustVtctl(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.vtctl(...args);
    if (code !== 0) throw new Error(`vtctldclient ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  async backups(): Promise<readonly Listed[]> {
    const { backups } = JSON.parse(await this.mustVtctl('GetBackups', '--json', PLACE)) as { backups?: Listed[] };
    return backups ?? [];
  }

  /** Starts a tablet without data, which begins with the last backup. */
  async startNewTablet(): Promise<void> {
    const root = join(this.cluster.dir, 'backups');
    const storage = ['--backup-storage-implementation', 'file', '--file-backup-storage-root', root];
    await this.startTablet(this.newUid, [...storage, '--restore-from-backup']);
  }

  /** @param storage flags of where its backups are */
  async startTablet(
    uid: number,
    storage: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const { portBase: base, dir } = this.cluster;
    const args = [
      ...['--topo-implementation', 'etcd2', '--topo-global-server-address', `127.0.0.1:${base + 379}`],
      ...['--topo-global-root', '/vitess/global', '--grpc-port', String(base + 1_000 + uid)],
      ...['--tablet-path', this.alias(uid), '--tablet-hostname', '127.0.0.1', '--init-keyspace', KEYSPACE],
      ...['--init-shard', SHARD, '--init-tablet-type', 'replica', '--mysqld-prefix', prefixOf('mysql') ?? ''],
      ...['--tablet-dir', dir, '--mycnf-mysql-port', String(base + 2_000 + uid), '--mysqld-profile', 'small'],
      ...['--mysqld-shutdown', '--lameduck-period', '0s', ...storage],
      // Its own backups are as fast as the disk.
      '--backup-storage-compress=false',
    ];
    await this.programs.start(`vttablet-${uid}`, 'vttablet', base + uid, args, env);
  }

  /** Where the last whole backup is that was made in the cluster's folder; undefined: there is none. */
  lastBackup(): string | undefined {
    const root = join(this.cluster.dir, 'backups', PLACE);
    const isWhole = (name: string): boolean => {
      const manifest = join(root, name, 'MANIFEST');
      return (
        existsSync(manifest) && !(JSON.parse(readFileSync(manifest, 'utf8')) as { Incremental: boolean }).Incremental
      );
    };
    const name = readdirSync(root).filter(isWhole).sort().at(-1);
    return name && join(root, name);
  }

  alias(uid: number): string {
    return `zone1-${String(uid).padStart(10, '0')}`;
  }

  /** Until a tablet has all that the primary has now, and the same rows. Returns what differs: nothing, it is hoped. */
  async compare(uid: number): Promise<readonly string[]> {
    const position = await this.onTablet(this.primaryUid, 'select @@global.gtid_executed');
    const caughtUp = async (): Promise<boolean> => {
      const set = position.replaceAll(/\\n|\s/g, '');
      return (await this.onTablet(uid, `select gtid_subset('${set}', @@global.gtid_executed)`)) === '1';
    };
    await waitFor(`tablet ${uid} to catch up`, caughtUp, 600_000);
    const different: string[] = [];
    for (const table of ['bulk', 'ledger', 'counter']) {
      const sql = `checksum table ${table}`;
      const [ours, theirs] = [await this.onTablet(this.primaryUid, sql), await this.onTablet(uid, sql)];
      if (ours !== theirs) different.push(`${table} on ${uid}: ${theirs}, not ${ours}`);
    }
    return different;
  }
}
