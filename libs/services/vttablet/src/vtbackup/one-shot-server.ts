import { mkdirSync } from 'node:fs';
import type { BackupPlace, BackupStorage, Manifest } from '@vt/backupstorage';
import type { Position } from '@vt/mysql';
import { fetchWhole, findServerProgram, Mysqld, putFetchedInPlace, readExtraMyCnf } from '@vt/mysqlctl';
import type { FlagValues, Logger } from '@vt/servenv';
import { takePosition } from '../backup/restore-backup.ts';
import { withReplication } from '../mysqld/dba.ts';
import type { VtbackupFlags } from './flags.ts';

type Values = FlagValues<VtbackupFlags>;

/** A server that exists for one backup: made empty, or from the last backup. */
export class OneShotServer {
  readonly mysqld: Mysqld;
  readonly #flags: Values;

  private constructor(mysqld: Mysqld, flags: Values) {
    this.mysqld = mysqld;
    this.#flags = flags;
  }

  static async make(flags: Values, uid: number, signal: AbortSignal): Promise<OneShotServer> {
    const dataRoot = flags['tablet-dir'] || process.env['VTDATAROOT'] || process.cwd();
    mkdirSync(dataRoot, { recursive: true });
    const prefix = flags['mysqld-prefix'] || process.env['VT_MYSQL_ROOT'] || undefined;
    const mysqld = await Mysqld.open({
      program: findServerProgram(flags.flavor, prefix),
      dataRoot,
      uid,
      port: flags['mysql-port'],
      profile: flags['mysqld-profile'],
      ...(flags['mysqld-template-cache-dir'] && { templateCacheDir: flags['mysqld-template-cache-dir'] }),
      extraMyCnf: readExtraMyCnf(process.env),
    });
    const server = new OneShotServer(mysqld, flags);
    try {
      await mysqld.init(signal);
      return server;
    } catch (error) {
      await server.remove();
      throw error;
    }
  }

  async restore(
    storage: BackupStorage,
    { place, manifest }: { readonly place: BackupPlace; readonly manifest: Manifest },
    log: Logger,
    signal: AbortSignal,
  ): Promise<void> {
    await fetchWhole(this.mysqld, storage, place, manifest, {
      concurrency: this.#flags.concurrency,
      externalDecompressor: this.#flags['external-decompressor'],
      signal,
      onFile: (entry, done, all) => log.info(`fetched file ${entry.Name} (${done}/${all})`),
    });
    await this.mysqld.kill();
    putFetchedInPlace(this.mysqld.layout, manifest.Position);
    await this.mysqld.start(signal);
    const replication: Parameters<typeof takePosition>[0]['replication'] = (work) =>
      withReplication(this.mysqld, work, signal);
    await takePosition({ replication }, this.mysqld);
  }

  /** Replicates until it has what the primary had; never acknowledging. */
  async catchUp(
    source: { readonly host: string; readonly port: number },
    position: Position,
    signal: AbortSignal,
  ): Promise<void> {
    const { 'db-repl-user': user, 'db-repl-password': password, 'replication-timeout': timeoutMs } = this.#flags;
    await withReplication(
      this.mysqld,
      async (replication) => {
        await replication.setReadOnly('super-read-only', signal);
        await replication.setSource({ ...source, user, password, connectRetrySeconds: 1 }, signal);
        await replication.start('both', signal);
        await replication.waitForPosition(position, timeoutMs, signal);
        await replication.stop('both', signal);
      },
      signal,
    );
  }

  position(signal: AbortSignal): Promise<Position> {
    return withReplication(this.mysqld, (replication) => replication.position(signal), signal);
  }

  async remove(): Promise<void> {
    await this.mysqld.stop().catch(() => this.mysqld.kill());
    await this.mysqld.teardown();
  }
}
