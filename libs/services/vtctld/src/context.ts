import type { MethodName, Request, ResponseInput } from '@vt/proto';
import type { TabletManagers } from '@vt/reparent';
import type { Logger } from '@vt/servenv';
import type { TopoServer } from '@vt/topo';

export type Vtctld = 'vtctlservice.Vtctld';
export type VtctldMethod = MethodName<Vtctld>;

/** What every method works with. */
export type Context = {
  readonly topo: TopoServer;
  readonly tablets: TabletManagers;
  readonly log: Logger;
  /** The longest that one call to a tablet may take (--remote-operation-timeout). */
  readonly remoteTimeoutMs: number;
};

/** One method: the request in, the response out; what it throws becomes the status. */
export type Handler<M extends VtctldMethod> = (
  request: Request<Vtctld, M>,
  context: Context,
  signal: AbortSignal,
) => Promise<ResponseInput<Vtctld, M>>;
