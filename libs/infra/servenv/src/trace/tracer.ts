import { AsyncLocalStorage } from 'node:async_hooks';
import { flag, flagGroup } from '../flags/flag.ts';
import { OtlpExporter, type OtlpExporterOptions } from './otlp-exporter.ts';
import { type Attributes, Span } from './span.ts';
import { type TraceContext, traceparent } from './trace-context.ts';

export const tracingFlags = flagGroup('Tracing', {
  'otel-endpoint': flag.string('URL of the OpenTelemetry collector (OTLP over HTTP)', {
    default: 'http://localhost:4318',
  }),
  tracer: flag.string('opentelemetry: send spans to --otel-endpoint; anything else: no tracing'),
  'tracing-sampling-rate': flag.float(
    'share of statements that are traced unasked; those whose caller traces them always are',
    {
      default: 0.1,
    },
  ),
});

export type TracerOptions = OtlpExporterOptions & {
  /** 0 to 1. */
  readonly samplingRate: number;
  readonly random?: () => number;
};

/** The span that the running code works for. */
const active = new AsyncLocalStorage<Span>();

/** Makes spans and sends them to a collector. A process that does not trace has none, and pays a comparison. */
export class Tracer {
  readonly exporter: OtlpExporter;
  readonly #samplingRate: number;
  readonly #random: () => number;

  constructor(options: TracerOptions) {
    this.exporter = new OtlpExporter(options);
    this.#samplingRate = options.samplingRate;
    this.#random = options.random ?? Math.random;
  }

  /** Whether work that nobody traces yet is to be traced. */
  samples(): boolean {
    return this.#samplingRate > 0 && this.#random() < this.#samplingRate;
  }

  /** A span for a caller's request. */
  serve(name: string, parent: TraceContext | undefined, attributes: Attributes): Span {
    return new Span(name, 'server', parent, attributes, this.exporter.add);
  }

  /** Runs work whose spans are children of this one. The span ends with it. */
  async within<T>(span: Span, work: () => Promise<T>): Promise<T> {
    try {
      return await active.run(span, work);
    } catch (error) {
      span.fail((error as Error).message);
      throw error;
    } finally {
      span.end();
    }
  }

  /** A child of the span that is worked for, if there is one. */
  async inSpan<T>(name: string, work: () => Promise<T>): Promise<T> {
    const parent = active.getStore();
    if (!parent) return work();
    return this.within(new Span(name, 'internal', parent, {}, this.exporter.add), work);
  }

  inSpanSync<T>(name: string, work: () => T): T {
    const parent = active.getStore();
    if (!parent) return work();
    const span = new Span(name, 'internal', parent, {}, this.exporter.add);
    try {
      return active.run(span, work);
    } finally {
      span.end();
    }
  }
}

/** For those that are called from here; undefined: what runs is not traced. */
export function activeTraceparent(): string | undefined {
  const span = active.getStore();
  return span && traceparent(span);
}

type TracingValues = {
  readonly 'otel-endpoint': string;
  readonly tracer: string;
  readonly 'tracing-sampling-rate': number;
};

/** As the flags say; undefined: no tracing. */
export function openTracer(
  serviceName: string,
  flags: TracingValues,
  onProblem: (error: unknown) => void,
): Tracer | undefined {
  if (flags.tracer !== 'opentelemetry') return undefined;
  const { 'otel-endpoint': endpoint, 'tracing-sampling-rate': samplingRate } = flags;
  return new Tracer({ serviceName, endpoint, samplingRate, onProblem });
}
