import { VtError } from '@vt/base';
import { isTopoError, TopoServer } from '@vt/topo';

/** Topologies of other clusters that were mounted here, opened when streams read from them. */
export class ExternalClusters {
  readonly #topo: TopoServer;
  /** By what their record says: one that was mounted anew elsewhere is another. */
  readonly #open = new Map<string, TopoServer>();

  constructor(topo: TopoServer) {
    this.#topo = topo;
  }

  /** Throws NOT_FOUND for a cluster that is not mounted. */
  async get(name: string, signal: AbortSignal): Promise<TopoServer> {
    const { topo_type, server, root } = await this.#record(name, signal);
    const key = JSON.stringify([topo_type, server, root]);
    const known = this.#open.get(key);
    if (known) return known;
    const topo = TopoServer.open({ implementation: topo_type, globalServerAddress: server, globalRoot: root });
    this.#open.set(key, topo);
    return topo;
  }

  async #record(name: string, signal: AbortSignal) {
    try {
      const { value } = await this.#topo.externalClusters.get(name, { signal });
      return value.topo_config ?? { topo_type: '', server: '', root: '' };
    } catch (error) {
      if (!isTopoError(error, 'NoNode')) throw error;
      throw new VtError({ code: 'NOT_FOUND', message: `external cluster ${name} is not mounted` });
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((topo) => topo.close()));
    this.#open.clear();
  }
}
