import type { IDuplexStream, IEvent, IWatchRequest, IWatchResponse, WatchClient } from 'etcd3';
import type { KvEvent, KvWatchHandler } from './kv.ts';

type Stream = IDuplexStream<IWatchRequest, IWatchResponse>;

/**
 * One watch on one stream, once. etcd3's own watcher hides compaction revisions, throws from inside its stream's events and decides
 * about reconnecting by itself, so this speaks to the stream directly.
 */
export function watchEtcd(
  client: WatchClient,
  range: { readonly key: Buffer; readonly range_end?: Buffer },
  startRevision: bigint,
  handler: KvWatchHandler,
): () => void {
  let stream: Stream | undefined;
  let ended = false;
  const end = (tell: () => void): void => {
    if (ended) return;
    ended = true;
    if (stream !== undefined) hangUp(stream);
    tell();
  };
  const fail = (error: Error): void => end(() => handler.onEnd({ kind: 'failed', error }));
  const onResponse = (response: IWatchResponse): void => {
    if (ended) return;
    const revision = BigInt(response.header.revision);
    if (response.canceled) {
      if (response.compact_revision !== '0') end(() => handler.onEnd({ kind: 'compacted' }));
      else fail(new Error(`watch cancelled: ${response.cancel_reason}`));
      return;
    }
    if (response.created) handler.onOpen(revision);
    if (response.events.length > 0) handler.onEvents(response.events.map(eventOf), revision);
  };
  client.watch().then((opened) => {
    opened.on('error', fail);
    if (ended) {
      hangUp(opened);
      return;
    }
    stream = opened;
    opened.on('data', onResponse);
    opened.on('end', () => fail(new Error('watch stream ended')));
    opened.write({ create_request: { ...range, start_revision: String(startRevision), progress_notify: true } });
  }, fail);
  return () => end(() => {});
}

/** Half-closing first keeps etcd3 from taking our cancellation for a fault of the server. */
function hangUp(stream: Stream): void {
  stream.end();
  stream.cancel();
}

function eventOf(event: IEvent): KvEvent {
  const deleted = event.type === 'Delete';
  return {
    key: event.kv.key.toString(),
    value: deleted ? undefined : event.kv.value,
    modRevision: BigInt(event.kv.mod_revision),
  };
}
