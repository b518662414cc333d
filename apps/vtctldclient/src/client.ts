import { ChannelCredentials } from '@grpc/grpc-js';
import {
  type MessageInput,
  type MessageName,
  type MethodsOfKind,
  makeClient,
  type RequestInput,
  type Response,
  type ServiceClient,
  toJsonText,
} from '@vt/proto';
import { fromServiceError, isServiceError } from '@vt/servenv/grpc';

type Vtctld = 'vtctlservice.Vtctld';
export type Method = MethodsOfKind<Vtctld, 'unary'>;

/** Calls to one vtctld, and how their answers are printed. */
export class Client {
  readonly #client: ServiceClient<Vtctld>;
  readonly #timeoutMs: number;
  readonly #compact: boolean;

  constructor(server: string, timeoutMs: number, compact: boolean) {
    this.#client = makeClient('vtctlservice.Vtctld', server, ChannelCredentials.createInsecure());
    this.#timeoutMs = timeoutMs;
    this.#compact = compact;
  }

  /** Rejects with VtError. */
  async call<M extends Method>(method: M, request: RequestInput<Vtctld, M>): Promise<Response<Vtctld, M>> {
    try {
      return await this.#client.unary(method, request, { timeoutMs: this.#timeoutMs });
    } catch (error) {
      throw isServiceError(error) ? fromServiceError(error) : error;
    }
  }

  /** A message as the administrative tools print it. */
  json<N extends MessageName>(name: N, message: MessageInput<N> | null | undefined): string {
    return message ? toJsonText(name, message, { compact: this.#compact }) : 'null';
  }

  /** Several messages under their names, as one JSON object. */
  jsonMap<N extends MessageName>(name: N, messages: Readonly<Record<string, MessageInput<N>>>): string {
    const entries = Object.entries(messages).sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify(
      Object.fromEntries(entries.map(([key, value]) => [key, JSON.parse(this.json(name, value))])),
      null,
      2,
    );
  }

  /** A list of messages as one JSON array. */
  jsonList<N extends MessageName>(name: N, messages: readonly MessageInput<N>[]): string {
    return JSON.stringify(
      messages.map((message) => JSON.parse(this.json(name, message))),
      null,
      2,
    );
  }

  close(): void {
    this.#client.close();
  }
}
