import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@vt/base/testing';
import { findServerProgram } from '../server/find-program.ts';
import { Mysqld } from '../server/mysqld.ts';
import type { Flavor } from '../server/version.ts';

const cacheDir = process.env['VT_CACHE_DIR'] ?? join(import.meta.dirname, '../../../../../.cache');

/** The server program of a flavor on this machine; undefined, with the reason printed, when there is none. */
export function serverProgram(flavor: Flavor): string | undefined {
  const cached = join(cacheDir, flavor);
  const prefix =
    process.env[`VT_${flavor.toUpperCase()}_PREFIX`] ?? (existsSync(join(cached, 'bin')) ? cached : undefined);
  try {
    return findServerProgram(flavor, prefix);
  } catch (error) {
    console.log(`tests with a real ${flavor} server skipped: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

/** Instances of one flavor in a folder of their own, on free ports; `close` ends and removes them all. */
export class TestServers {
  readonly #root = mkdtempSync(join(tmpdir(), 'vt-'));
  readonly #program: string;
  readonly #servers: Mysqld[] = [];

  constructor(program: string) {
    this.#program = program;
  }

  get root(): string {
    return this.#root;
  }

  /** An instance that is not initialised yet. */
  async open(uid: number): Promise<Mysqld> {
    const server = await Mysqld.open({
      program: this.#program,
      dataRoot: this.#root,
      uid,
      port: await freePort(),
      profile: 'small',
      templateCacheDir: join(cacheDir, 'templates'),
      // nothing here needs to survive the machine
      extraMyCnf: ['[mysqld]\ninnodb_flush_method = nosync\ninnodb_doublewrite = OFF\n'],
    });
    this.#servers.push(server);
    return server;
  }

  async close(): Promise<void> {
    for (const server of this.#servers) await server.teardown();
    rmSync(this.#root, { recursive: true, force: true });
  }
}
