import type { ILeaseKeepAliveResponse, LeaseClient } from 'etcd3';
import { TopoError } from '../errors.ts';
import type { KvKeepAlive } from './kv.ts';

type Stream = Awaited<ReturnType<LeaseClient['leaseKeepAlive']>>;

/** Pause before a stream that broke is opened again. */
const RETRY_MS = 100;

/**
 * Beats every third of the lease's time. INVARIANT: the lease counts as lost one whole TTL after the last beat that was
 * answered was sent (before there is one: after the lease was asked for), which is never later than the server sees it: a holder must not believe longer than the others do.
 */
export function keepEtcdLease(client: LeaseClient, lease: bigint, ttlSeconds: number, askedAtMs: number): KvKeepAlive {
  const keeper = new LeaseKeeper(client, lease, ttlSeconds, askedAtMs);
  return { lost: keeper.lost, stop: () => keeper.stop() };
}

class LeaseKeeper {
  readonly #client: LeaseClient;
  readonly #lease: bigint;
  readonly #ttlMs: number;
  readonly #controller = new AbortController();
  #stream: Stream | undefined;
  #stopped = false;
  #sentAtMs: number;
  #beat: NodeJS.Timeout | undefined;
  #expiry: NodeJS.Timeout | undefined;

  constructor(client: LeaseClient, lease: bigint, ttlSeconds: number, askedAtMs: number) {
    this.#client = client;
    this.#lease = lease;
    this.#ttlMs = ttlSeconds * 1000;
    this.#sentAtMs = askedAtMs;
    this.#expireFrom(askedAtMs);
    this.#open();
  }

  get lost(): AbortSignal {
    return this.#controller.signal;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#beat);
    clearTimeout(this.#expiry);
    this.#hangUp();
  }

  #open(): void {
    this.#client.leaseKeepAlive().then(
      (stream) => {
        stream.on('error', () => this.#broken(stream));
        stream.on('end', () => this.#broken(stream));
        stream.on('data', (response) => this.#answered(response));
        this.#stream = stream;
        if (this.#stopped) this.#hangUp();
        else this.#send();
      },
      () => this.#broken(undefined),
    );
  }

  #send(): void {
    this.#sentAtMs = performance.now();
    this.#stream?.write({ ID: String(this.#lease) });
  }

  #answered(response: ILeaseKeepAliveResponse): void {
    if (this.#stopped) return;
    if (Number(response.TTL) <= 0) {
      this.#lose();
      return;
    }
    this.#expireFrom(this.#sentAtMs);
    this.#again(this.#ttlMs / 3, () => this.#send());
  }

  #broken(stream: Stream | undefined): void {
    if (this.#stopped || stream !== this.#stream) return;
    this.#stream = undefined;
    this.#again(RETRY_MS, () => this.#open());
  }

  #again(afterMs: number, action: () => void): void {
    clearTimeout(this.#beat);
    this.#beat = setTimeout(action, afterMs);
  }

  #expireFrom(sentAtMs: number): void {
    clearTimeout(this.#expiry);
    this.#expiry = setTimeout(() => this.#lose(), Math.max(0, sentAtMs + this.#ttlMs - performance.now()));
  }

  #lose(): void {
    this.stop();
    this.#controller.abort(new TopoError('LockLost', `lease ${this.#lease}`));
  }

  #hangUp(): void {
    this.#stream?.end();
    this.#stream?.cancel();
    this.#stream = undefined;
  }
}
