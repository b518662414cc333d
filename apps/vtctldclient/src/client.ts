import { toVtError } from '@vt/base';
import {
  goJsonText,
  type MessageInput,
  type MessageName,
  type MethodsOfKind,
  type RequestInput,
  type Response,
  toGo,
  toJsonText,
} from '@vt/proto';
import type { TopoServer } from '@vt/topo';
import type { Transport } from './transport.ts';

type Vtctld = 'vtctlservice.Vtctld';
export type Method = MethodsOfKind<Vtctld, 'unary'>;
export type StreamMethod = MethodsOfKind<Vtctld, 'serverStream'>;

const answered = new WeakSet<object>();

/** Remembers that an error is what a call ended with. */
async function fromServer<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (typeof error === 'object' && error !== null) answered.add(error);
    throw error;
  }
}

/** Whether a call ended with this, and not what this program made of its arguments. */
function isServersError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && answered.has(error);
}

/** A code as gRPC's tools write it: NotFound. */
function statusName(code: string): string {
  const words = code.toLowerCase().split('_');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** As Vitess's client writes what went wrong: with the gRPC code, where a call ended with it. */
export function errorText(error: unknown): string {
  const { code, message } = toVtError(error);
  return isServersError(error) ? `rpc error: code = ${statusName(code)} desc = ${message}` : message;
}

/** Calls to one vtctld, and how their answers are printed. */
export class Client {
  readonly #transport: Transport;
  readonly #timeoutMs: number;
  readonly #compact: boolean;

  constructor(transport: Transport, timeoutMs: number, compact: boolean) {
    this.#transport = transport;
    this.#timeoutMs = timeoutMs;
    this.#compact = compact;
  }

  /** Undefined where a vtctld has it. */
  get topo(): TopoServer | undefined {
    return this.#transport.topo;
  }

  /** Rejects with VtError. */
  async call<M extends Method>(method: M, request: RequestInput<Vtctld, M>): Promise<Response<Vtctld, M>> {
    return await fromServer(
      async () => (await this.#transport.call(method, request, this.#timeoutMs)) as Response<Vtctld, M>,
    );
  }

  /** Rejects with VtError when the stream fails. */
  async *stream<M extends StreamMethod>(
    method: M,
    request: RequestInput<Vtctld, M>,
  ): AsyncIterable<Response<Vtctld, M>> {
    const events = this.#transport.stream(method, request, this.#timeoutMs)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await fromServer(() => events.next());
        if (done) return;
        yield value as Response<Vtctld, M>;
      }
    } finally {
      await events.return?.();
    }
  }

  /** A message as the administrative tools print it. */
  json<N extends MessageName>(name: N, message: MessageInput<N> | null | undefined): string {
    return message ? toJsonText(name, message, { compact: this.#compact }) : 'null';
  }

  /** Several messages under their names, as one JSON object. Vitess's tools print this (and lists) as Go does, not as protobuf's JSON. */
  jsonMap<N extends MessageName>(name: N, messages: Readonly<Record<string, MessageInput<N>>>): string {
    const entries = Object.entries(messages).sort(([a], [b]) => (a < b ? -1 : 1));
    if (entries.length === 0) return 'null';
    return goJsonText(Object.fromEntries(entries.map(([key, value]) => [key, toGo(name, value)])));
  }

  /** A list of messages as one JSON array. */
  jsonList<N extends MessageName>(name: N, messages: readonly MessageInput<N>[]): string {
    return messages.length === 0 ? 'null' : goJsonText(messages.map((message) => toGo(name, message)));
  }

  async close(): Promise<void> {
    await this.#transport.close();
  }
}
