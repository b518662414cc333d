import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { type GrpcServer, PLAIN_TOKEN_BYTES } from '@vt/servenv';
import { PlainLink } from './plain-link.ts';

/** A stream that was offered a plain connection. */
export interface PlainTaker {
  moveTo(link: PlainLink): void;
}

/** The tokens that a tablet's streams have told their gates. Each is good for one connection, and for as long as its stream. */
export class PlainOffers {
  readonly #takers = new Map<string, PlainTaker>();
  readonly #server: GrpcServer;

  /** Before the server listens. */
  constructor(server: GrpcServer) {
    this.#server = server;
    server.acceptPlain((token, socket, rest) => this.#accept(token, socket, rest));
  }

  /** Undefined where the server's port takes none. */
  offer(taker: PlainTaker): Buffer | undefined {
    if (!this.#server.takesPlain) return undefined;
    const token = randomBytes(PLAIN_TOKEN_BYTES);
    this.#takers.set(token.toString('hex'), taker);
    return token;
  }

  withdraw(token: Buffer): void {
    this.#takers.delete(token.toString('hex'));
  }

  /** False: nobody was told this token, or somebody has come with it before. The gate sends nothing more before it is answered, so nothing is left to read. */
  #accept(token: Buffer, socket: Socket, rest: Buffer): boolean {
    const key = token.toString('hex');
    const taker = this.#takers.get(key);
    if (!taker || rest.length > 0) return false;
    this.#takers.delete(key);
    taker.moveTo(PlainLink.accept(socket));
    return true;
  }
}
