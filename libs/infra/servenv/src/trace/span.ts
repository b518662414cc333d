import { randomBytes } from 'node:crypto';
import type { TraceContext } from './trace-context.ts';

export type SpanKind = 'internal' | 'server';
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A piece of work with a beginning and an end, recorded when it ends. */
export class Span implements TraceContext {
  readonly traceId: string;
  readonly spanId: string = randomBytes(8).toString('hex');
  readonly parentSpanId: string | undefined;
  readonly sampled = true;
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  /** Unix time in milliseconds with fractions. */
  readonly startedAtMs: number = nowMs();
  endedAtMs = 0;
  problem: string | undefined;
  readonly #record: (span: Span) => void;

  constructor(
    name: string,
    kind: SpanKind,
    parent: TraceContext | undefined,
    attributes: Attributes,
    record: (span: Span) => void,
  ) {
    this.name = name;
    this.kind = kind;
    this.traceId = parent?.traceId ?? randomBytes(16).toString('hex');
    this.parentSpanId = parent?.spanId;
    this.attributes = attributes;
    this.#record = record;
  }

  /** What it was about failed. */
  fail(message: string): void {
    this.problem = message;
  }

  end(): void {
    if (this.endedAtMs !== 0) return;
    this.endedAtMs = nowMs();
    this.#record(this);
  }
}

const nowMs = (): number => performance.timeOrigin + performance.now();
