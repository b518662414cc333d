import { createServer, type Server, type Socket } from 'node:net';

/** How a plain connection begins. No HTTP/2 connection does: its preface starts with "PRI". */
const MAGIC: Buffer = Buffer.from('VTPLAIN\n');
export const PLAIN_TOKEN_BYTES = 16;
const PREFACE_BYTES = MAGIC.length + PLAIN_TOKEN_BYTES;
/** Who connects and does not say in this time what it wants is closed. */
const PREFACE_TIMEOUT_MS = 10_000;

/** Takes a connection that began with the token, and what was read after it; false: nobody knows the token. */
export type PlainHandler = (token: Buffer, socket: Socket, rest: Buffer) => boolean;

/** What a caller sends first on a plain connection. */
export function plainPreface(token: Uint8Array): Buffer {
  return Buffer.concat([MAGIC, token]);
}

/**
 * A listener for gRPC and for plain connections on the same port, told apart by their first bytes, so that no second port has to be opened in
 * firewalls. A plain connection carries nothing but bytes: who may open one was told its token in an authenticated call.
 */
export function sharedPort(toGrpc: (socket: Socket) => void, toPlain: PlainHandler): Server {
  return createServer({ noDelay: true }, (socket) => {
    const timer = setTimeout(() => socket.destroy(), PREFACE_TIMEOUT_MS);
    let have: Buffer = Buffer.alloc(0);
    const settle = () => {
      clearTimeout(timer);
      socket.off('data', onData);
      socket.pause();
    };
    const onData = (bytes: Buffer) => {
      have = have.length === 0 ? bytes : Buffer.concat([have, bytes]);
      const isPlain = have.subarray(0, MAGIC.length).equals(MAGIC.subarray(0, have.length));
      if (!isPlain) {
        settle();
        socket.unshift(have);
        toGrpc(socket);
      } else if (have.length >= PREFACE_BYTES) {
        settle();
        if (!toPlain(have.subarray(MAGIC.length, PREFACE_BYTES), socket, have.subarray(PREFACE_BYTES)))
          socket.destroy();
      }
    };
    socket.on('data', onData);
    // What broke does not matter; whoever takes the connection listens for its end itself.
    socket.on('error', () => {});
    socket.once('close', () => clearTimeout(timer));
  });
}
