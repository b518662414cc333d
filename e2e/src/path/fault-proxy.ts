import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP connection that can go wrong: between a client and `targetPort`, on loopback. */
export class FaultProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #frozen = false;

  private constructor(targetPort: number) {
    this.#server = createServer({ noDelay: true }, (client) => {
      const upstream = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
      this.#carry(client, upstream);
      this.#carry(upstream, client);
    });
  }

  static async start(targetPort: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(targetPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #carry(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('data', (bytes) => {
      // What a cable that was pulled out carries: nothing, and nobody is told.
      if (!this.#frozen) to.write(bytes);
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }

  /** Half-open from now on: bytes vanish both ways, connections stay. */
  freeze(): void {
    this.#frozen = true;
  }

  /** Carries again; whose bytes were lost is told with a RST. */
  thaw(): void {
    this.#frozen = false;
    this.reset();
  }

  /** RST to everybody. */
  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  stop(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
