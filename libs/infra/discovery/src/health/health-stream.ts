import type { MethodDefinition } from '@grpc/grpc-js';
import { anySignal, toVtError } from '@vt/base';
import { type Message, serviceDefinition } from '@vt/proto';
import type { GrpcChannel } from '@vt/servenv';

export type HealthMessage = Message<'query.StreamHealthResponse'>;

export type HealthStreamOptions = {
  readonly channel: GrpcChannel;
  /** A stream silent for longer is broken (--healthcheck-timeout). */
  readonly timeoutMs: number;
  /** The first pause after a broken stream (--healthcheck-retry-delay); doubles up to the cap. */
  readonly retryDelayMs: number;
  onMessage(message: HealthMessage): void;
  /** The stream broke or stayed silent; it is being opened again. */
  onBroken(reason: string): void;
};

const RETRY_DELAY_CAP_MS = 1_000;

const streamHealth = serviceDefinition('queryservice.Query')['StreamHealth'] as unknown as MethodDefinition<
  Record<string, never>,
  HealthMessage
>;

/** Keeps one tablet's health stream open until stopped. */
export class HealthStream {
  readonly #options: HealthStreamOptions;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(options: HealthStreamOptions) {
    this.#options = options;
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    let delayMs = this.#options.retryDelayMs;
    while (!this.#stop.signal.aborted) {
      const heard = await this.#readOnce();
      if (this.#stop.signal.aborted) return;
      delayMs = heard ? this.#options.retryDelayMs : Math.min(delayMs * 2, RETRY_DELAY_CAP_MS);
      await this.#pause(delayMs);
    }
  }

  /** Reads one stream to its end, which always is a fault. Tells whether it said anything. */
  async #readOnce(): Promise<boolean> {
    const silence = new AbortController();
    const timeout = setTimeout(() => silence.abort(new Error('no health message in time')), this.#options.timeoutMs);
    const signal = anySignal([this.#stop.signal, silence.signal]);
    let heard = false;
    let reason = 'the health stream ended';
    try {
      for await (const message of this.#options.channel.stream(streamHealth, {}, { signal })) {
        heard = true;
        timeout.refresh();
        this.#options.onMessage(message);
      }
    } catch (error) {
      reason = toVtError(error).message;
    } finally {
      clearTimeout(timeout);
    }
    if (!this.#stop.signal.aborted) this.#options.onBroken(reason);
    return heard;
  }

  async #pause(ms: number): Promise<void> {
    const { signal } = this.#stop;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
