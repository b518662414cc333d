/** What a caller says of the trace that its call belongs to: W3C's `traceparent`. */
export type TraceContext = { readonly traceId: string; readonly spanId: string; readonly sampled: boolean };

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/;
/** sqlcommenter's form, `traceparent='00-…-01'`, in a comment before or behind the statement. */
const IN_COMMENT = /\/\*[^*]*\btraceparent\s*=\s*'?([0-9a-f-]{55})/;
const NONE = /^0+$/;

/** Undefined for what is none. */
export function parseTraceparent(text: string): TraceContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(text) ?? [];
  if (!traceId || !spanId || NONE.test(traceId) || NONE.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags ?? '0', 16) & 1) !== 0 };
}

export function traceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** The context in a comment of a statement. */
export function contextInSql(sql: string): TraceContext | undefined {
  const text = IN_COMMENT.exec(sql)?.[1];
  return text === undefined ? undefined : parseTraceparent(text);
}
