import { Command } from '../../packets/command.ts';
import type { Connection, PacketConsumer } from '../connection.ts';
import { serverErrors } from '../errors.ts';
import { commandOf } from './registry.ts';

/** What a draining server still does outside transactions. */
const whileDraining = new Set<number>([Command.QUIT, Command.STMT_CLOSE, Command.STMT_SEND_LONG_DATA]);

/** Takes the packets of an established connection: each is a command. */
export class CommandConsumer<S, P> implements PacketConsumer {
  readonly #conn: Connection<S, P>;

  constructor(conn: Connection<S, P>) {
    this.#conn = conn;
  }

  packet(payload: Buffer): void {
    const conn = this.#conn;
    const code = payload.length > 0 ? (payload[0] as number) : 0;
    conn.commandStarted();
    if (conn.context.draining && !conn.inTransaction && !whileDraining.has(code)) {
      return conn.fatal(serverErrors.shutdown());
    }
    const run = commandOf(code);
    if (!run) return conn.answerError(serverErrors.unknownCommand());
    try {
      run(conn, payload);
    } catch (thrown) {
      conn.answerError(conn.errorOf(thrown));
    }
  }

  oversized(): void {
    this.#conn.commandStarted();
    this.#conn.answerError(serverErrors.packetTooLarge());
  }
}
