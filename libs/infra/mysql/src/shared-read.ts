import { connect, type NetConnectOpts, type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';

/** One read of a socket is at most this long. */
const READ_BYTES = 64 * 1024;

/**
 * All plain sockets of this thread read into it: a read costs no allocation and an idle connection keeps none. What must outlive the read is copied
 * out of it.
 */
const readBuffer = Buffer.allocUnsafeSlow(READ_BYTES);

/** Gets what a socket reads. `shared`: the bytes are only valid during the call. */
export type ByteReader = (bytes: Buffer, shared: boolean) => void;

/** A socket whose bytes go to `reader`, which may be exchanged while it lives. */
export type ReadableSocket = { readonly socket: Socket; reader: ByteReader | undefined };

/**
 * Opens a plain socket that reads into the process's one buffer, without a stream event per read. Until a reader is set the bytes come
 * as ordinary 'data' events (that is how mysql2 sees the handshake).
 */
export function openSocket(target: NetConnectOpts): ReadableSocket {
  const readable: { socket: Socket; reader: ByteReader | undefined } = {
    reader: undefined,
    socket: connect({
      ...target,
      onread: {
        buffer: readBuffer,
        callback(bytes: number): boolean {
          const view = readBuffer.subarray(0, bytes);
          if (readable.reader) readable.reader(view, true);
          else readable.socket.emit('data', Buffer.from(view));
          return true;
        },
      },
    }),
  };
  readable.socket.setNoDelay(true);
  return readable;
}

type Handle = { readonly reading?: boolean };

/**
 * Moves an accepted socket's handle into a socket that reads into the shared buffer (`bytes` are valid only during the call): node offers `onread` to outgoing
 * connections only. Where there is no handle to move, the socket is read as a stream.
 */
export function readShared(accepted: Socket, bytes: (view: Buffer) => void): Socket {
  const shell = accepted as unknown as { _handle: Handle | null };
  const handle = shell._handle;
  if (!handle) {
    accepted.on('data', bytes);
    return accepted;
  }
  shell._handle = null;
  accepted.destroy();
  const options: SocketConstructorOpts & { readonly handle: Handle; readonly onread: OnReadOpts } = {
    handle,
    onread: {
      buffer: readBuffer,
      callback(count: number): boolean {
        bytes(readBuffer.subarray(0, count));
        return true;
      },
    },
  };
  return new Socket(options);
}
