import type { CallContext as HotContext } from '@vt/proto/hot';
import type { CallContext } from '@vt/servenv';

/** A gRPC call as the executor sees a caller. */
export function hotContext(context: CallContext): HotContext {
  const { signal } = context;
  return {
    get cancelled() {
      return signal.aborted;
    },
    signal,
    onCancel: (listener) => {
      if (signal.aborted) listener();
      else signal.addEventListener('abort', listener, { once: true });
    },
    peer: context.peer,
    user: context.user,
  };
}
