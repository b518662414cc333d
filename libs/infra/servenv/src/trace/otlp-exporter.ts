import type { Span } from './span.ts';

const WAITING_MAX = 8_192;
const BATCH_MAX = 512;
const SEND_EVERY_MS = 1_000;
const SEND_TIMEOUT_MS = 5_000;
const kinds = { internal: 1, server: 2 } as const;
const STATUS_ERROR = 2;

export type OtlpExporterOptions = {
  /** `http://host:4318`; spans are sent to /v1/traces there. */
  readonly endpoint: string;
  readonly serviceName: string;
  /** Told of batches that could not be sent; they are lost. */
  readonly onProblem: (error: unknown) => void;
};

/** Sends spans to an OpenTelemetry collector: OTLP over HTTP, as JSON. Spans beyond what may wait are dropped and counted. */
export class OtlpExporter {
  readonly #options: OtlpExporterOptions;
  #waiting: Span[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  sent = 0;
  dropped = 0;

  constructor(options: OtlpExporterOptions) {
    this.#options = options;
  }

  readonly add = (span: Span): void => {
    if (this.#waiting.length >= WAITING_MAX) {
      this.dropped += 1;
      return;
    }
    this.#waiting.push(span);
    if (this.#waiting.length >= BATCH_MAX) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), SEND_EVERY_MS).unref();
  };

  /** Resolves when everything so far is on its way, or lost. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length > 0) this.#sending = this.#sending.then(() => this.#send(batch));
    return this.#sending;
  }

  async #send(batch: readonly Span[]): Promise<void> {
    try {
      const response = await fetch(`${this.#options.endpoint.replace(/\/$/, '')}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(message(this.#options.serviceName, batch)),
        signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
      });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`the trace collector answered ${response.status}`);
      this.sent += batch.length;
    } catch (error) {
      this.dropped += batch.length;
      this.#options.onProblem(error);
    }
  }
}

/** opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest in proto3's JSON form; ids are hexadecimal there. */
function message(serviceName: string, spans: readonly Span[]): object {
  const resource = { attributes: attributes({ 'service.name': serviceName }) };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'vt' }, spans: spans.map(spanMessage) }] }] };
}

function spanMessage(span: Span): object {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
    name: span.name,
    kind: kinds[span.kind],
    startTimeUnixNano: nanoseconds(span.startedAtMs),
    endTimeUnixNano: nanoseconds(span.endedAtMs),
    attributes: attributes(span.attributes),
    ...(span.problem === undefined ? {} : { status: { code: STATUS_ERROR, message: span.problem } }),
  };
}

const nanoseconds = (ms: number): string => String(BigInt(Math.round(ms * 1_000)) * 1_000n);

function attributes(values: Readonly<Record<string, string | number | boolean>>): object[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
