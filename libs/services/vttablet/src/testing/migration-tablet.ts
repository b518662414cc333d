import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { changesOf, commentedStatement, migrationId, parseDdlStrategy } from '@vt/migration';
import { type Flavor, findPrograms, freePort } from '@vt/mysql/testing';
import { parse } from '@vt/sqlparser';
import type { TopoServer } from '@vt/topo';
import { openTestTopo, resetTestTopo, TestTablet } from './test-tablet.ts';

const WAIT_MS = 60_000;
const OVER = new Set(['complete', 'failed', 'cancelled']);

/** A primary tablet of keyspace commerce, and what tests do with its migrations. */
export class MigrationTablet {
  readonly tablet: TestTablet;
  readonly #directory: string;
  readonly #topo: TopoServer;
  readonly #flavor: Flavor;

  private constructor(tablet: TestTablet, directory: string, topo: TopoServer, flavor: Flavor) {
    this.tablet = tablet;
    this.#directory = directory;
    this.#topo = topo;
    this.#flavor = flavor;
  }

  static async start(flavor: Flavor, flags: readonly string[] = []): Promise<MigrationTablet> {
    resetTestTopo();
    const topo = openTestTopo();
    await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
    const directory = mkdtempSync(join(tmpdir(), 'vt-ddl-'));
    const tablet = new TestTablet(100, [
      '--init-keyspace=commerce',
      '--init-shard=0',
      '--topo-global-server-address=x:1',
      `--flavor=${flavor}`,
      `--mysqld-prefix=${dirname(findPrograms(flavor) ?? '')}`,
      `--tablet-dir=${directory}`,
      '--mysqld-profile=small',
      '--mysqld-shutdown',
      '--tablet-hostname=127.0.0.1',
      `--mycnf-mysql-port=${await freePort()}`,
      ...flags,
    ]);
    await tablet.start();
    await tablet.manager.unary('InitPrimary', {});
    return new MigrationTablet(tablet, directory, topo, flavor);
  }

  async stop(): Promise<void> {
    await this.tablet.stop();
    await this.#topo.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  query(sql: string): Promise<string[][]> {
    return this.tablet.query(sql, 'PRIMARY');
  }

  /** Hands in a statement; resolves with the ids of its migrations. */
  async submit(sql: string, strategy = 'vitess', context = ''): Promise<string[]> {
    const setting = parseDdlStrategy(strategy);
    const statement = parse(sql, { flavor: this.#flavor });
    const changes = changesOf(statement, setting) ?? [{ table: '', statement }];
    const ids: string[] = [];
    for (const change of changes) {
      const uuid = migrationId(randomUUID());
      await this.query(commentedStatement({ uuid, context, ...change, strategy: setting }));
      ids.push(uuid);
    }
    return ids;
  }

  async column(uuid: string, name: string): Promise<string> {
    return (
      (await this.query(`select ${name} from _vt.schema_migrations where migration_uuid = '${uuid}'`))[0]?.[0] ?? ''
    );
  }

  /** Waits for a status; fails when another one came that stays. */
  async reach(uuid: string, status: string): Promise<void> {
    const end = Date.now() + WAIT_MS;
    for (;;) {
      const [found = '', message = ''] =
        (
          await this.query(
            `select migration_status, message from _vt.schema_migrations where migration_uuid = '${uuid}'`,
          )
        )[0] ?? [];
      if (found === status) return;
      if (OVER.has(found) || Date.now() > end)
        throw new Error(`migration ${uuid} is ${found}, not ${status}: ${message}`);
      await delay(50);
    }
  }

  /** Runs a statement as a migration, to its end. */
  async migrate(sql: string, strategy = 'vitess'): Promise<string> {
    const [uuid = ''] = await this.submit(sql, strategy);
    await this.reach(uuid, 'complete');
    return uuid;
  }
}
