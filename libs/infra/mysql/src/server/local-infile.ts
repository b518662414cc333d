import type { Channel } from './channel.ts';
import type { PacketConsumer } from './connection.ts';
import type { LocalInfileReceiver } from './handler.ts';

/** Takes the packets of the file that the client was asked for; an empty one ends it. */
export class LocalInfile implements PacketConsumer {
  readonly #receiver: LocalInfileReceiver;
  readonly #channel: Channel;
  readonly #over: () => void;
  readonly #resume: () => void;
  readonly #clock: { readonly nowMs: number };
  /** When the client's last packet came, by the server's coarse clock. */
  heardAtMs: number;

  constructor(receiver: LocalInfileReceiver, channel: Channel, clock: { readonly nowMs: number }, over: () => void) {
    this.#receiver = receiver;
    this.#channel = channel;
    this.#clock = clock;
    this.heardAtMs = clock.nowMs;
    this.#over = over;
    this.#resume = () => {
      // While it was held back, it could say nothing.
      this.heardAtMs = clock.nowMs;
      channel.resume();
    };
  }

  packet(payload: Buffer): void {
    this.heardAtMs = this.#clock.nowMs;
    if (payload.length > 0) {
      if (!this.#receiver.data(payload, this.#resume)) this.#channel.pause();
      return;
    }
    this.#over();
    this.#receiver.end();
  }

  gone(): void {
    this.#receiver.gone();
  }

  /** Clients send pieces far smaller than a packet may be; what was skipped would be missing. */
  oversized(): void {
    this.#channel.destroy();
  }
}
