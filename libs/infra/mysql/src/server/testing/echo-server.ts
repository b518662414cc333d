import { AuthServerStatic } from '../../auth/static.ts';
import { MysqlServer } from '../mysql-server.ts';
import type { MysqlServerOptions } from '../options.ts';
import { EchoHandler, type EchoSession, type EchoStatement } from './echo-handler.ts';
import { RawClient } from './raw-client.ts';

/** PASSWORD('password'). */
const NATIVE = '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19';
/** SHA256(SHA256('password')). */
const SHA2 = '73641c99f7719f57d8f4beb11a303afcd190243a51ced8782ca6d3dbe014d146';

export const users: string = JSON.stringify({
  plain: { Password: 'password', UserData: 'plain-data', Groups: ['readers'] },
  native: { MysqlNativePassword: NATIVE },
  sha2: { CachingSha2Password: SHA2 },
  open: { Password: '' },
  banned: { Password: '' },
});

/** For `expect.poll`: patience on a busy machine. */
export const soon = { timeout: 20_000 };

export type EchoServer = {
  readonly server: MysqlServer<EchoSession, EchoStatement>;
  readonly handler: EchoHandler;
  readonly port: number;
  raw(): RawClient;
};

/** A server on a free port that echoes. What its handler throws by mistake is kept in `handler.log`. */
export async function startEcho(options: Partial<MysqlServerOptions> = {}): Promise<EchoServer> {
  const handler = new EchoHandler();
  const server = new MysqlServer(handler, {
    auth: AuthServerStatic.fromText(users),
    serverVersion: '8.4.6-Vitess',
    onDefect: (error) => handler.log.push(`defect: ${error}`),
    ...options,
  });
  const address = await server.listen({ kind: 'tcp', host: '127.0.0.1', port: 0 });
  const port = address.kind === 'tcp' ? address.port : 0;
  return { server, handler, port, raw: () => new RawClient({ host: '127.0.0.1', port }) };
}
