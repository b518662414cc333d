import type { MethodDefinition } from '@grpc/grpc-js';
import { VtError } from '@vt/base';
import { type MethodsOfKind, type RequestInput, type Response, serviceDefinition } from '@vt/proto';
import type { GrpcChannel } from '@vt/servenv';
import { type Tablet, tabletAliasString } from '@vt/topo';

export type Manager = 'tabletmanagerservice.TabletManager';
export type ManagerStreamMethod = MethodsOfKind<Manager, 'serverStream'>;
export type ManagerMethod = MethodsOfKind<Manager, 'unary'>;

/** Channels kept open at the most; the least recently used is closed. */
const CHANNELS_MAX = 256;

/** Calls to tablet managers, over one channel a tablet. */
export class TabletManagers {
  readonly #connect: (address: string) => GrpcChannel;
  readonly #channels = new Map<string, GrpcChannel>();

  constructor(connect: (address: string) => GrpcChannel) {
    this.#connect = connect;
  }

  /** Rejects with a VtError; its text names the tablet. */
  async call<M extends ManagerMethod>(
    tablet: Tablet,
    method: M,
    request: RequestInput<Manager, M>,
    options: { readonly signal: AbortSignal; readonly timeoutMs: number },
  ): Promise<Response<Manager, M>> {
    const definition = serviceDefinition('tabletmanagerservice.TabletManager')[method] as unknown as MethodDefinition<
      RequestInput<Manager, M>,
      Response<Manager, M>
    >;
    try {
      return await this.#channel(tablet).unary(definition, request, options);
    } catch (error) {
      if (!(error instanceof VtError)) throw error;
      const alias = tablet.alias ? tabletAliasString(tablet.alias) : 'without alias';
      throw new VtError({
        code: error.code,
        errno: error.errno,
        state: error.state,
        message: `tablet ${alias}: ${error.message}`,
        cause: error,
      });
    }
  }

  /** As `call`, for a method that answers with a stream. */
  async *stream<M extends ManagerStreamMethod>(
    tablet: Tablet,
    method: M,
    request: RequestInput<Manager, M>,
    options: { readonly signal: AbortSignal; readonly timeoutMs: number },
  ): AsyncGenerator<Response<Manager, M>, void, void> {
    const definition = serviceDefinition('tabletmanagerservice.TabletManager')[method] as unknown as MethodDefinition<
      RequestInput<Manager, M>,
      Response<Manager, M>
    >;
    yield* this.#channel(tablet).stream(definition, request, options);
  }

  close(): void {
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
  }

  #channel(tablet: Tablet): GrpcChannel {
    const address = `${tablet.hostname}:${tablet.port_map['grpc'] ?? 0}`;
    const channel = this.#channels.get(address) ?? this.#connect(address);
    this.#channels.delete(address);
    this.#channels.set(address, channel);
    const [oldest] = this.#channels.keys();
    if (this.#channels.size > CHANNELS_MAX && oldest !== undefined) {
      this.#channels.get(oldest)?.close();
      this.#channels.delete(oldest);
    }
    return channel;
  }
}
