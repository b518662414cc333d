import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { MysqlSession } from '@vt/mysql';
import { replicationOf } from '../replication/replication.ts';
import type { Replication } from '../replication/types.ts';
import type { Mysqld } from '../server/mysqld.ts';
import type { Flavor } from '../server/version.ts';
import { serverProgram, TestServers } from './servers.ts';

export type Session = { readonly sql: MysqlSession; readonly replication: Replication };

/** A table that grows its own row's bytes in the log of each write. */
export const INSERT = "INSERT INTO d.t (v) VALUES (REPEAT('x', 100000))";

/** A primary, and a replica whose relay logs have a small file system of their own. */
export class ReplicaOnSmallDisk {
  readonly #servers: TestServers;
  readonly source: Mysqld;
  readonly replica: Mysqld;
  readonly #relayLogs: string;

  private constructor(servers: TestServers, source: Mysqld, replica: Mysqld) {
    this.#servers = servers;
    this.source = source;
    this.replica = replica;
    this.#relayLogs = replica.layout.relayLogDir;
  }

  /** Undefined where there is no such server, or no right to mount. */
  static program(flavor: Flavor): string | undefined {
    return process.getuid?.() === 0 ? serverProgram(flavor) : undefined;
  }

  static async open(program: string): Promise<ReplicaOnSmallDisk> {
    const servers = new TestServers(program);
    const [source, replica] = [await servers.open(101), await servers.open(102)];
    await Promise.all([source.init(), replica.init()]);
    await replica.stop();
    const disk = new ReplicaOnSmallDisk(servers, source, replica);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'vt-test', disk.#relayLogs]);
    await replica.start();
    return disk;
  }

  async session(server: Mysqld): Promise<Session> {
    const sql = await server.connect('vt_dba');
    return { sql, replication: replicationOf(sql, server.version, (signal) => server.connect('vt_dba', signal)) };
  }

  /** Has the replica follow the primary, which gets the table, and acknowledge its writes. */
  async follow(primary: Session, follower: Session): Promise<void> {
    await primary.replication.setReadOnly('off');
    await primary.sql.query('CREATE DATABASE d');
    await primary.sql.query('CREATE TABLE d.t (id INT PRIMARY KEY AUTO_INCREMENT, v LONGBLOB)');
    await follower.replication.setSemiSync({ primary: false, replica: true });
    const port = Number(/^port = (\d+)$/m.exec(readFileSync(this.source.layout.myCnf, 'utf8'))?.[1]);
    await follower.replication.setSource({ host: '127.0.0.1', port, user: 'vt_repl', heartbeatSeconds: 2 });
    await follower.replication.start();
    await primary.replication.setSemiSync({ primary: true, replica: false });
  }

  /** Leaves no byte; returns how to give them back. */
  fill(): () => void {
    const path = join(this.#relayLogs, 'filler');
    const file = openSync(path, 'w');
    for (const size of [65_536, 4_096, 1]) fillWith(file, Buffer.alloc(size, 1));
    closeSync(file);
    return () => rmSync(path);
  }

  async close(): Promise<void> {
    await this.replica.kill();
    execFileSync('umount', ['-l', this.#relayLogs]);
    await this.#servers.close();
  }
}

function fillWith(file: number, chunk: Buffer): void {
  try {
    while (writeSync(file, chunk) === chunk.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
