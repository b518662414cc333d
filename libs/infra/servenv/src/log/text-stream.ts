import type { DestinationStream } from 'pino';

const hidden = new Set(['level', 'time', 'pid', 'name', 'msg', 'err']);

/** Turns JSON lines into lines for people: time, level, message, then `key=value` for the rest. */
export function textStream(target: DestinationStream): DestinationStream {
  return { write: (line: string) => target.write(textLine(line)) };
}

function textLine(line: string): string {
  let record: Record<string, unknown>;
  try {
    record = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return line;
  }
  const rest = Object.entries(record)
    .filter(([key]) => !hidden.has(key))
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const error = record.err as { stack?: string; message?: string } | undefined;
  const trace = error === undefined ? '' : `\n${error.stack ?? error.message ?? ''}`;
  return `${String(record.time)} ${String(record.level).toUpperCase()} ${String(record.msg ?? '')}${rest.join('')}${trace}\n`;
}
