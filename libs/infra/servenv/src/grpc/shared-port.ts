import { createServer, type Server, type Socket } from 'node:net';
import type { OnRefused } from './refused-tls.ts';
import { type ServerTls, secureServer } from './tls.ts';

/** How a plain connection begins, where the port is not encrypted. No HTTP/2 connection does: its preface starts with "PRI". */
const PLAIN: Buffer = Buffer.from('VTPLAIN\n');
/** Where it is, a handshake of TLS follows, and the token behind that. No connection of TLS begins so: its first byte is 22. */
const SECURE: Buffer = Buffer.from('VTTLSIS\n');
export const PLAIN_TOKEN_BYTES = 16;
/** Who connects and does not say in this time what it wants is closed. */
const PREFACE_TIMEOUT_MS = 10_000;

/** Takes a connection that began with the token, and what was read after it; false: nobody knows the token. */
export type PlainHandler = (token: Buffer, socket: Socket, rest: Buffer) => boolean;

/** What a caller sends first on a plain connection without TLS. */
export function plainPreface(token: Uint8Array): Buffer {
  return Buffer.concat([PLAIN, token]);
}

/** What a caller sends before the handshake of TLS; the token comes behind it. */
export const securePreface: Buffer = SECURE;

/**
 * A listener for gRPC and for plain connections on the same port, told apart by their first bytes, so that no second port has to be opened in
 * firewalls. A plain connection carries nothing but bytes: who may open one was told its token in an authenticated call.
 * @param tls what the port's gRPC is encrypted with, and so its plain connections; undefined: nothing is
 */
export function sharedPort(
  toGrpc: (socket: Socket) => void,
  toPlain: PlainHandler,
  tls?: ServerTls,
  onRefused?: OnRefused,
): Server {
  const magic = tls ? SECURE : PLAIN;
  const withToken = (socket: Socket) =>
    readFirst(socket, PLAIN_TOKEN_BYTES, (token, rest) => {
      if (!toPlain(token, socket, rest)) socket.destroy();
    });
  const secure = tls && secureServer(tls, { handshakeTimeout: PREFACE_TIMEOUT_MS }, withToken, onRefused);
  const server = createServer({ noDelay: true }, (socket) => {
    const start = (first: Buffer) => magic.subarray(0, first.length).equals(first.subarray(0, magic.length));
    readFirst(
      socket,
      magic.length,
      (_magic, rest) => {
        if (rest.length > 0) socket.unshift(rest);
        if (secure) secure.server.emit('connection', socket);
        else withToken(socket);
      },
      (other) => {
        socket.unshift(other);
        toGrpc(socket);
      },
      start,
    );
  });
  server.once('close', () => secure?.close());
  return server;
}

/** Reads so many bytes; what begins otherwise goes elsewhere, unread. The socket is paused then, and without listeners of data. */
function readFirst(
  socket: Socket,
  bytes: number,
  done: (first: Buffer, rest: Buffer) => void,
  other: (have: Buffer) => void = () => socket.destroy(),
  fits: (have: Buffer) => boolean = () => true,
): void {
  const timer = setTimeout(() => socket.destroy(), PREFACE_TIMEOUT_MS);
  const stop = () => clearTimeout(timer);
  let have: Buffer = Buffer.alloc(0);
  const settle = () => {
    stop();
    socket.off('close', stop);
    socket.off('data', onData);
    socket.pause();
  };
  const onData = (more: Buffer) => {
    have = have.length === 0 ? more : Buffer.concat([have, more]);
    if (!fits(have)) {
      settle();
      other(have);
    } else if (have.length >= bytes) {
      settle();
      done(have.subarray(0, bytes), have.subarray(bytes));
    }
  };
  socket.on('data', onData);
  // It may have been read before, and stand still since.
  socket.resume();
  // What broke does not matter; whoever takes the connection listens for its end itself.
  socket.on('error', () => {});
  socket.once('close', stop);
}
