import { enumName, enumNumber, type FieldInfo, fieldsOf, type ValueKind } from '../codec/fields.ts';
import type { PlainMessage } from '../codec/message-codec.ts';
import { bigintOf } from '../codec/scalars.ts';
import { isDefault, shortestFloat, sortedKeys } from '../json/print.ts';
import type { MessageInput, MessageName } from '../names.ts';
import { messageType } from '../root.ts';
import { quoteText } from './quote.ts';

export type TextOptions = {
  /** One field a line, indented by two spaces. Else all on one line. */
  readonly multiline?: boolean;
};

/**
 * Protobuf's text form: `keyspace:"ks" filter:{rules:{match:"t"}}` on one line, `keyspace: "ks"` and so on over several.
 * Fields that hold their default are left out.
 */
export function toText<N extends MessageName>(name: N, message: MessageInput<N>, options: TextOptions = {}): string {
  const lines = messageLines(fieldsOf(messageType(name)), message as PlainMessage, options.multiline === true);
  return lines.join(options.multiline ? '\n' : ' ');
}

/** A field each; in the multi-line form, a line each. */
function messageLines(fields: readonly FieldInfo[], message: PlainMessage, multiline: boolean): string[] {
  return fields.flatMap((field) => {
    const value = message[field.name];
    return value === undefined || value === null ? [] : fieldLines(field, value, multiline);
  });
}

function fieldLines(field: FieldInfo, value: unknown, multiline: boolean): string[] {
  if (field.shape === 'list')
    return (value as unknown[]).flatMap((item) => named(field.name, field.value, item, multiline));
  if (field.shape === 'map') return mapLines(field, value as Record<string, unknown>, multiline);
  if (field.oneof === undefined && isDefault(field.value, value)) return [];
  return named(field.name, field.value, value, multiline);
}

function mapLines(field: FieldInfo, map: Record<string, unknown>, multiline: boolean): string[] {
  return sortedKeys(field, map).flatMap((key) => {
    const text = field.keyType === 'string' ? quoteText(Buffer.from(key)) : key;
    const entry = [`key:${multiline ? ' ' : ''}${text}`, ...named('value', field.value, map[key], multiline)];
    return braced(field.name, entry, multiline);
  });
}

function named(name: string, kind: ValueKind, value: unknown, multiline: boolean): string[] {
  if (kind.kind === 'message') {
    return braced(name, messageLines(fieldsOf(kind.type), value as PlainMessage, multiline), multiline);
  }
  return [`${name}:${multiline ? ' ' : ''}${valueText(kind, value)}`];
}

function braced(name: string, lines: readonly string[], multiline: boolean): string[] {
  if (!multiline) return [`${name}:{${lines.join(' ')}}`];
  if (lines.length === 0) return [`${name}: {}`];
  return [`${name}: {`, ...lines.map((line) => `  ${line}`), '}'];
}

function valueText(kind: Exclude<ValueKind, { kind: 'message' }>, value: unknown): string {
  if (kind.kind === 'enum') return String(enumName(kind.type, enumNumber(kind.type, value)));
  if (kind.type === 'string') return quoteText(Buffer.from(value as string));
  if (kind.type === 'bytes') return quoteText(value as Uint8Array);
  if (kind.type === 'float') return floatText(shortestFloat(value as number));
  if (kind.type === 'double') return floatText(value as number);
  if (kind.type.endsWith('64'))
    return bigintOf(value, !kind.type.startsWith('u') && kind.type !== 'fixed64').toString();
  return String(value);
}

/** As %g prints it with as many digits as the value needs: 0.25, 100000, 1e+06, 1e-05. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
