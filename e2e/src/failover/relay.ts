import { connect, createServer } from 'node:net';

/** Forwards TCP connections. argv: listenHost, targetHost, then ports. Prints `ready` when all listen. */
const [listenHost = '', targetHost = '', ...ports] = process.argv.slice(2);

function relay(port: number): Promise<void> {
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const upstream = connect({ port, host: targetHost, noDelay: true, allowHalfOpen: true });
    client.pipe(upstream).pipe(client);
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, listenHost, resolve);
  });
}

await Promise.all(ports.map((port) => relay(Number(port))));
process.stdout.write('ready\n');
