import type { Message, MessageInput } from '@vt/proto';
import type { CallOptions, TopoConn } from '../conn/conn.ts';
import { paths } from './paths.ts';
import { type Change, namesIn, records, type Versioned } from './record.ts';

type Cluster = Message<'topodata.ExternalVitessCluster'>;

/** Other clusters that data can be brought in from (`Mount`). */
export class ExternalClusters {
  readonly #global: TopoConn;

  constructor(global: TopoConn) {
    this.#global = global;
  }

  names(options?: CallOptions): Promise<string[]> {
    return namesIn(this.#global, paths.externalClusters, options);
  }

  get(name: string, options?: CallOptions): Promise<Versioned<Cluster>> {
    return records.externalCluster.get(this.#global, paths.externalCluster(name), options);
  }

  async create(
    name: string,
    cluster: MessageInput<'topodata.ExternalVitessCluster'>,
    options?: CallOptions,
  ): Promise<void> {
    await records.externalCluster.create(this.#global, paths.externalCluster(name), cluster, options);
  }

  update(name: string, change: Change<Cluster>, options?: CallOptions): Promise<Versioned<Cluster>> {
    return records.externalCluster.change(this.#global, paths.externalCluster(name), change, options);
  }

  delete(name: string, options?: CallOptions): Promise<void> {
    return this.#global.delete(paths.externalCluster(name), undefined, options);
  }
}
