import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { VtError } from '@vt/base';
import { streamHandler, unaryHandler } from './handlers.ts';

/** grpc.health.v1: UNKNOWN 0, SERVING 1, NOT_SERVING 2, SERVICE_UNKNOWN 3. */
export type ServingStatus = 0 | 1 | 2 | 3;
type CheckRequest = { readonly service: string };
type CheckResponse = { readonly status: ServingStatus };

/** HealthCheckRequest { string service = 1; } */
function decodeRequest(bytes: Buffer): CheckRequest {
  let service = '';
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at++] ?? 0;
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 28)
        throw new VtError({ code: 'INTERNAL', message: 'malformed health request' });
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if (tag === 0x0a) service = bytes.toString('utf8', at, at + length);
    if ((tag & 7) === 2) at += length;
  }
  return { service };
}

function encodeRequest(request: CheckRequest): Buffer {
  const name = Buffer.from(request.service);
  if (name.length > 127) throw new RangeError('a service name has at most 127 bytes here');
  return name.length === 0 ? Buffer.alloc(0) : Buffer.concat([Buffer.from([0x0a, name.length]), name]);
}

/** HealthCheckResponse { ServingStatus status = 1; } */
const encodeResponse = (response: CheckResponse): Buffer =>
  response.status === 0 ? Buffer.alloc(0) : Buffer.from([0x08, response.status]);
const decodeResponse = (bytes: Buffer): CheckResponse => ({ status: (bytes[1] ?? 0) as ServingStatus });

const codec = {
  requestSerialize: encodeRequest,
  requestDeserialize: decodeRequest,
  responseSerialize: encodeResponse,
  responseDeserialize: decodeResponse,
} as const;

export const healthService = {
  Check: { path: '/grpc.health.v1.Health/Check', requestStream: false, responseStream: false, ...codec },
  Watch: { path: '/grpc.health.v1.Health/Watch', requestStream: false, responseStream: true, ...codec },
} as const satisfies ServiceDefinition;

/** Who serves and who does not; the empty name stands for the whole process. */
export class HealthTable {
  readonly #statuses = new Map<string, ServingStatus>([['', 2]]);
  readonly #waiting = new Set<() => void>();

  set(service: string, status: ServingStatus): void {
    this.#statuses.set(service, status);
    this.#wake();
  }

  /** Every known service at once: at the start and at lameduck. */
  setAll(status: ServingStatus): void {
    for (const service of this.#statuses.keys()) this.#statuses.set(service, status);
    this.#wake();
  }

  get(service: string): ServingStatus | undefined {
    return this.#statuses.get(service);
  }

  implementation(): UntypedServiceImplementation {
    return {
      Check: unaryHandler((request: CheckRequest): CheckResponse => {
        const status = this.get(request.service);
        if (status === undefined)
          throw new VtError({ code: 'NOT_FOUND', message: `unknown service ${request.service}` });
        return { status };
      }),
      Watch: streamHandler((request: CheckRequest, context) => this.#watch(request.service, context.signal)),
    };
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }

  async *#watch(service: string, signal: AbortSignal): AsyncGenerator<CheckResponse> {
    let sent: ServingStatus | undefined;
    while (!signal.aborted) {
      const status = this.get(service) ?? 3;
      if (status !== sent) yield { status };
      sent = status;
      if ((this.get(service) ?? 3) === sent) await this.#change(signal);
    }
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }
}
