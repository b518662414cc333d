import type { CallOptions, TopoConn } from '../conn/conn.ts';
import { orAbsent } from '../errors.ts';
import { paths } from './paths.ts';

/** Free-form text by key, as `SET @@vitess_metadata.key = 'value'` writes it. */
export class Metadata {
  readonly #global: TopoConn;

  constructor(global: TopoConn) {
    this.#global = global;
  }

  async get(key: string, options?: CallOptions): Promise<string> {
    return (await this.#global.get(paths.metadata(key), options)).contents.toString();
  }

  /** Every key that starts with `prefix`, sorted. */
  async all(prefix = '', options?: CallOptions): Promise<Map<string, string>> {
    const start = paths.metadata('');
    const entries = (await orAbsent(this.#global.list(start + prefix, options))) ?? [];
    return new Map(entries.map(({ path, contents }) => [path.slice(start.length), contents.toString()]));
  }

  async set(key: string, value: string, options?: CallOptions): Promise<void> {
    await this.#global.update(paths.metadata(key), Buffer.from(value), undefined, options);
  }

  /** Fine where there is none. */
  async delete(key: string, options?: CallOptions): Promise<void> {
    await orAbsent(this.#global.delete(paths.metadata(key), undefined, options));
  }
}
