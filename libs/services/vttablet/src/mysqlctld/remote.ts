import { setTimeout as delay } from 'node:timers/promises';
import { toVtError } from '@vt/base';
import type { RemoteControl } from '@vt/mysqlctl';
import { serviceDefinition } from '@vt/proto';
import { GrpcChannel } from '@vt/servenv';

const CONNECT_MS = 30_000;
const START_MS = 300_000;
const AGAIN_MS = 200;
/** What an order takes beyond the server's own time. */
const EXTRA_MS = 5_000;

/** Orders to a mysqlctld. One that is being started is waited for. */
export class RemoteMysqlctl implements RemoteControl {
  readonly #channel: GrpcChannel;

  constructor(socketFile: string) {
    this.#channel = new GrpcChannel({ target: `unix:${socketFile}` });
  }

  async start(args: readonly string[], signal?: AbortSignal): Promise<void> {
    const { Start } = serviceDefinition('mysqlctl.MysqlCtl');
    const options = { timeoutMs: START_MS, ...(signal && { signal }) };
    await this.#patiently(() => this.#channel.unary(Start, { mysqld_args: [...args] }, options), signal);
  }

  async stop(timeoutMs: number, isKill: boolean): Promise<void> {
    const { Shutdown } = serviceDefinition('mysqlctl.MysqlCtl');
    const limit = { seconds: BigInt(Math.ceil(timeoutMs / 1000)), nanos: 0 };
    const request = { wait_for_mysqld: true, mysql_shutdown_timeout: limit, kill: isKill };
    await this.#patiently(() => this.#channel.unary(Shutdown, request, { timeoutMs: timeoutMs + EXTRA_MS }));
  }

  close(): void {
    this.#channel.close();
  }

  async #patiently(order: () => Promise<unknown>, signal?: AbortSignal): Promise<void> {
    for (const endMs = Date.now() + CONNECT_MS; ; await delay(AGAIN_MS, undefined, signal && { signal })) {
      try {
        await order();
        return;
      } catch (error) {
        if (toVtError(error).code !== 'UNAVAILABLE' || Date.now() > endMs || signal?.aborted) throw error;
      }
    }
  }
}
