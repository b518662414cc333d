import { VtError } from '@vt/base';
import type { CallContext } from '@vt/servenv';
import type { HealthResponse, HealthStreamer } from '../health/health-streamer.ts';
import { MessageQueue } from './message-queue.ts';

/** The answers of StreamHealth: until the caller leaves or the tablet closes. */
export async function* streamHealth(
  health: HealthStreamer,
  context: CallContext,
): AsyncGenerator<HealthResponse, void, void> {
  const queue = new MessageQueue<HealthResponse>(1);
  const subscription = health.subscribe({
    send: (response) => queue.push(response),
    end: (message) => queue.fail(new VtError({ code: 'UNAVAILABLE', message })),
  });
  queue.onEmpty = () => subscription.drained();
  const stop = () => queue.end();
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    yield* queue;
  } finally {
    context.signal.removeEventListener('abort', stop);
    subscription.close();
  }
}
