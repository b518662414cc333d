import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { VtError } from '@vt/base';
import { type ConnectOptions, MysqlSession } from '@vt/mysql';
import { renderMyCnf } from '../config/my-cnf.ts';
import type { Profile } from '../config/profiles.ts';
import type { MysqldUser } from '../users/users.ts';
import { copyTemplate } from './copy-template.ts';
import { run } from './initialize.ts';
import { assertPortFree, launch } from './launch.ts';
import { type InstanceLayout, instanceFolders, instanceLayout, tabletDir } from './layout.ts';
import { livingPid, waitUntilGone } from './process-identity.ts';
import { replaceFile } from './replace-file.ts';
import type { MysqlServer } from './server.ts';
import { ensureTemplate } from './template.ts';
import { hasUnacknowledged } from './unacknowledged.ts';
import { formatServerVersion, parseServerVersion, type ServerVersion } from './version.ts';

export interface MysqldOptions {
  /** The mysqld or mariadbd file; see findServerProgram. */
  readonly program: string;
  /** The folder in which the instance's own folder vt_<uid> is made. */
  readonly dataRoot: string;
  /** The tablet's uid; also the server id. 1 … 2^32-1. */
  readonly uid: number;
  readonly port: number;
  /** Default 127.0.0.1; `*`: all addresses of the machine. */
  readonly bindAddress?: string;
  readonly profile?: Profile;
  /** A tablet of Vitess may use it; see userStatements. */
  readonly appWritesSidecar?: boolean;
  /** Where templates are kept between runs. Default: `templates` in the data root. */
  readonly templateCacheDir?: string;
  /** Texts of option files put at the end of my.cnf; see readExtraMyCnf. */
  readonly extraMyCnf?: readonly string[];
  /** This process starts the server again when it ends: RESTART, and CLONE into it, are allowed. */
  readonly isSupervised?: boolean;
  /** Who starts and stops the process, where that is not we. It makes the server when there is none. */
  readonly remote?: RemoteControl;
}

/** Another process on this host that owns the server's process. */
export interface RemoteControl {
  /** Returns when the server answers. `args`: for this start alone. */
  start(args: readonly string[], signal?: AbortSignal): Promise<void>;
  /** Returns when the server has ended; it stays down until it is started. `isKill`: at once, as in a crash. */
  stop(timeoutMs: number, isKill: boolean): Promise<void>;
}

const STOP_TIMEOUT_MS = 60_000;
const POLL_MS = 30;

/**
 * One managed server: its folder, its option file and its process. Nothing is kept in memory that matters: any process may open the
 * same instance and find it running or stopped. Start and stop are for one caller at a time.
 */
export class Mysqld implements MysqlServer {
  readonly version: ServerVersion;
  readonly layout: InstanceLayout;
  readonly #options: MysqldOptions;

  private constructor(options: MysqldOptions, version: ServerVersion) {
    // INVARIANT: absolute: a server takes what is relative for a path below its own folder, not below this process's.
    const { dataRoot, templateCacheDir } = options;
    const folders = {
      dataRoot: resolve(dataRoot),
      ...(templateCacheDir && { templateCacheDir: resolve(templateCacheDir) }),
    };
    this.#options = { ...options, ...folders };
    this.version = version;
    this.layout = instanceLayout(tabletDir(folders.dataRoot, options.uid));
  }

  /** Asks the program for its version. Touches no file and starts no server. */
  static async open(options: MysqldOptions): Promise<Mysqld> {
    const { code, output } = await run(options.program, ['--no-defaults', '--version'], '').catch((error: Error) => ({
      code: 127,
      output: error.message,
    }));
    if (code === 0) return new Mysqld(options, parseServerVersion(output));
    const message = `${options.program} --version ended with code ${code}: ${output.trim()}`;
    throw new VtError({ code: 'FAILED_PRECONDITION', message });
  }

  /** The file that runs. */
  get program(): string {
    return this.#options.program;
  }

  get isInitialized(): boolean {
    return existsSync(join(this.layout.dir, 'data', 'mysql')) && existsSync(this.layout.myCnf);
  }

  /** The process id while the server runs, or is starting. Looked up each time; a file left by a crash does not count. */
  get pid(): number | undefined {
    const argument = this.#defaultsArgument;
    return livingPid(this.layout.spawnFile, argument) ?? livingPid(this.layout.pidFile, argument);
  }

  /** Whether another process starts and stops it, and writes its option file. */
  get isRemote(): boolean {
    return this.#options.remote !== undefined;
  }

  /** Makes a new instance with its accounts, and starts it. Refuses where there is one already. */
  async init(signal?: AbortSignal): Promise<void> {
    if (this.isInitialized) {
      const message = `${this.layout.dir} already holds a server's data`;
      throw new VtError({ code: 'ALREADY_EXISTS', message });
    }
    const { program, dataRoot, templateCacheDir, appWritesSidecar = false, remote } = this.#options;
    if (remote) return await remote.start([], signal);
    const cacheDir = templateCacheDir ?? join(dataRoot, 'templates');
    const { version } = this;
    const template = await ensureTemplate({ program, version, appWritesSidecar, cacheDir, ...(signal && { signal }) });
    await copyTemplate(template, this.layout, signal);
    // INVARIANT: the flavor is written before my.cnf, which is what makes the instance count as initialised.
    writeFileSync(this.#flavorFile, `${this.version.flavor}\n`);
    this.writeConfig();
    await this.start(signal);
  }

  /** Another instance with the same settings below another folder, that only its socket leads to. */
  beside(dataRoot: string): Mysqld {
    const { program, uid, profile, templateCacheDir, dataRoot: own, extraMyCnf = [] } = this.#options;
    const options: MysqldOptions = {
      program,
      uid,
      dataRoot,
      port: 0,
      ...(profile && { profile }),
      templateCacheDir: templateCacheDir ?? join(own, 'templates'),
      extraMyCnf: [...extraMyCnf, '[mysqld]\nskip-networking\n'],
    };
    return new Mysqld(options, this.version);
  }

  /** The folders of an instance that is made by hand, or later. */
  makeFolders(): void {
    for (const folder of instanceFolders(this.layout)) mkdirSync(folder, { recursive: true });
  }

  /** Writes my.cnf anew from the options: ports and profiles may have changed, or the server's version. */
  writeConfig(): void {
    const { uid, port, bindAddress, profile, extraMyCnf } = this.#options;
    const { version, layout } = this;
    const text = renderMyCnf({
      version,
      layout,
      serverId: uid,
      port,
      ...(bindAddress && { bindAddress }),
      ...(profile && { profile }),
      ...(extraMyCnf && { extra: extraMyCnf }),
    });
    replaceFile(layout.myCnf, text, 0o600);
  }

  /** Starts the server and returns when it answers; at once when it already does. It outlives this process. `args`: for this start alone. */
  async start(signal?: AbortSignal, args: readonly string[] = []): Promise<void> {
    if (!this.isInitialized) {
      throw new VtError({
        code: 'FAILED_PRECONDITION',
        message: `${this.layout.dir} holds no server's data: init comes first`,
      });
    }
    this.#checkFlavor();
    // One that is just ending is waited for, and started anew.
    if (this.pid !== undefined && (await this.#isReady(signal))) return;
    const { remote, isSupervised } = this.#options;
    if (remote) return await remote.start(args, signal);
    await assertPortFree(this.#options.bindAddress ?? '127.0.0.1', this.#options.port);
    // Left by a server that was killed; its number may by now be another process's, and mysqld would refuse to start.
    rmSync(`${this.layout.socket}.lock`, { force: true });
    await launch({
      program: this.#options.program,
      args: [this.#defaultsArgument, ...args],
      socket: this.layout.socket,
      errorLog: this.layout.errorLog,
      user: 'vt_dba',
      onSpawn: (pid) => writeFileSync(this.layout.spawnFile, `${pid}\n`),
      ...(isSupervised && { isSupervised }),
      ...(signal && { signal }),
    });
  }

  /**
   * Shuts the server down cleanly; nothing to do when it is not running. Throws when it takes longer than `timeoutMs` (default 60 s).
   * INVARIANT: no client is told that a commit is done which no replica has acknowledged: where some wait for that in vain, the server is killed.
   */
  async stop(timeoutMs = STOP_TIMEOUT_MS): Promise<void> {
    const { remote } = this.#options;
    if (remote) return await remote.stop(timeoutMs, false);
    const pid = this.pid;
    if (pid === undefined) return;
    process.kill(pid, (await hasUnacknowledged(this)) ? 'SIGKILL' : 'SIGTERM');
    await waitUntilGone(pid, timeoutMs, this.#name);
  }

  async restart(signal?: AbortSignal): Promise<void> {
    await this.stop();
    await this.start(signal);
  }

  /** Ends the server at once, as a crash would. Its data survive: the next start recovers them. */
  async kill(): Promise<void> {
    const { remote } = this.#options;
    if (remote) return await remote.stop(STOP_TIMEOUT_MS, true);
    const pid = this.pid;
    if (pid === undefined) return;
    process.kill(pid, 'SIGKILL');
    await waitUntilGone(pid, STOP_TIMEOUT_MS, this.#name);
  }

  /** Ends the server and removes all its files. */
  async teardown(): Promise<void> {
    await this.kill();
    rmSync(this.layout.dir, { recursive: true, force: true });
  }

  /** How to reach the server as one of its accounts. */
  connectOptions(user: MysqldUser): ConnectOptions {
    return { socketPath: this.layout.socket, user };
  }

  connect(user: MysqldUser, signal?: AbortSignal): Promise<MysqlSession> {
    return MysqlSession.open({ programName: 'mysqlctl', ...this.connectOptions(user) }, signal);
  }

  get #name(): string {
    return `the server of ${this.layout.dir}`;
  }

  get #defaultsArgument(): string {
    return `--defaults-file=${this.layout.myCnf}`;
  }

  get #flavorFile(): string {
    return join(this.layout.dir, 'flavor');
  }

  /** A data folder of one flavor is broken by a server of the other: it is refused before the server sees it. */
  #checkFlavor(): void {
    if (!existsSync(this.#flavorFile)) return;
    const flavor = readFileSync(this.#flavorFile, 'utf8').trim();
    if (flavor === this.version.flavor) return;
    const message = `${this.layout.dir} holds the data of ${flavor}, and ${this.#options.program} is ${formatServerVersion(this.version)}`;
    throw new VtError({ code: 'FAILED_PRECONDITION', message });
  }

  /** Waits until the process that runs answers, or is gone: false. */
  async #isReady(signal?: AbortSignal): Promise<boolean> {
    for (;;) {
      signal?.throwIfAborted();
      if (this.pid === undefined) return false;
      const connection = await this.connect('vt_dba', signal).catch(() => undefined);
      if (connection) {
        connection.close();
        return true;
      }
      await delay(POLL_MS);
    }
  }
}
