import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Forwards TCP connections. argv: listenHost, targetHost, then ports. Prints `ready` when all listen. Where nobody listens behind it, it does not listen either: a
 * killed process refuses connections, as it would without us between.
 */
const [listenHost = '', targetHost = '', ...ports] = process.argv.slice(2);
const LOOK_MS = 20;

function relay(port: number): Promise<void> {
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const upstream = connect({ port, host: targetHost, noDelay: true, allowHalfOpen: true });
    client.pipe(upstream).pipe(client);
    client.on('error', () => upstream.destroy());
    upstream.on('error', (error: NodeJS.ErrnoException) => {
      client.destroy();
      if (error.code === 'ECONNREFUSED') void refuse();
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  const refuse = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    while (await isRefused(port)) await delay(LOOK_MS);
    while (!(await listens())) await delay(LOOK_MS);
  };
  // Again and again, since somebody's outgoing connection may have drawn the port meanwhile.
  const listens = (): Promise<boolean> =>
    new Promise((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, listenHost, () => {
        server.removeAllListeners('error');
        resolve(true);
      });
    });
  return listens().then((does) => {
    if (!does) throw new Error(`port ${port} is taken`);
  });
}

function isRefused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect({ port, host: targetHost });
    probe.once('connect', () => {
      probe.destroy();
      resolve(false);
    });
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}

await Promise.all(ports.map((port) => relay(Number(port))));
process.stdout.write('ready\n');
