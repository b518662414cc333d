import { ChannelCredentials } from '@grpc/grpc-js';
import { Code, VtError } from '@vt/base';
import { makeClient, type RequestInput, type Response, type ServiceClient } from '@vt/proto';
import { fromServiceError, isServiceError } from '@vt/servenv/grpc';
import type { ClusterConfig } from '../cluster/config.ts';
import { portOf } from '../cluster/ports.ts';

type Service = 'vtctlservice.Vtctld';
type Unary = Parameters<ServiceClient<Service>['unary']>[0];

const TIMEOUT_MS = 60_000;

/** Calls to the cluster's vtctld. Rejects with VtError. */
export class Vtctl {
  readonly #client: ServiceClient<Service>;
  readonly #signal: AbortSignal;

  constructor(config: ClusterConfig, signal: AbortSignal) {
    const address = `127.0.0.1:${portOf(config, 'vtctldGrpc')}`;
    this.#client = makeClient('vtctlservice.Vtctld', address, ChannelCredentials.createInsecure());
    this.#signal = signal;
  }

  async call<M extends Unary>(
    method: M,
    request: RequestInput<Service, M>,
    timeoutMs = TIMEOUT_MS,
  ): Promise<Response<Service, M>> {
    try {
      return await this.#client.unary(method, request, { signal: this.#signal, timeoutMs });
    } catch (error) {
      throw isServiceError(error) ? fromServiceError(error) : error;
    }
  }

  /** As `call`; that the thing is there already is what was wanted. */
  async ensure<M extends Unary>(method: M, request: RequestInput<Service, M>): Promise<void> {
    await this.call(method, request).catch((error: unknown) => {
      if (!(error instanceof VtError && error.codeNumber === Code.ALREADY_EXISTS)) throw error;
    });
  }

  close(): void {
    this.#client.close();
  }
}
