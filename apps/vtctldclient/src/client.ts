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
import type { Transport } from './transport.ts';

type Vtctld = 'vtctlservice.Vtctld';
export type Method = MethodsOfKind<Vtctld, 'unary'>;
export type StreamMethod = MethodsOfKind<Vtctld, 'serverStream'>;

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

  /** Rejects with VtError. */
  async call<M extends Method>(method: M, request: RequestInput<Vtctld, M>): Promise<Response<Vtctld, M>> {
    return (await this.#transport.call(method, request, this.#timeoutMs)) as Response<Vtctld, M>;
  }

  /** Rejects with VtError when the stream fails. */
  stream<M extends StreamMethod>(method: M, request: RequestInput<Vtctld, M>): AsyncIterable<Response<Vtctld, M>> {
    return this.#transport.stream(method, request, this.#timeoutMs) as AsyncIterable<Response<Vtctld, M>>;
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
