import { AuthServerNone, MysqlServer, type MysqlServerOptions } from '@vt/mysql';
import { type ClientState, MysqlHandler, type PreparedText } from '../mysql/handler.ts';
import type { TestGate } from './test-gate.ts';

/** A listener for MySQL clients before a TestGate: what drivers see of a gate. */
export class TestFront {
  readonly port: number;
  readonly server: MysqlServer<ClientState, PreparedText>;

  private constructor(server: MysqlServer<ClientState, PreparedText>, port: number) {
    this.server = server;
    this.port = port;
  }

  static async listen(gate: TestGate, options: Partial<MysqlServerOptions> = {}, port = 0): Promise<TestFront> {
    const handler = new MysqlHandler(gate.executor, { defaultTabletType: 'PRIMARY', workload: 'OLTP' });
    gate.kill = (id, queryOnly) => handler.killConnection(id, queryOnly);
    gate.processes = () => handler.processes();
    const { serverVersion } = gate.executor.deps.options;
    const server = new MysqlServer(handler, {
      auth: new AuthServerNone(),
      serverVersion,
      localInfile: true,
      ...options,
    });
    const address = await server.listen({ kind: 'tcp', host: '127.0.0.1', port });
    if (address.kind !== 'tcp') throw new Error('not a TCP listener');
    return new TestFront(server, address.port);
  }

  close(): void {
    this.server.close();
  }
}
