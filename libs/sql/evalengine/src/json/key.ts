import { dateNumber, timeMicros } from '../temporal/temporal.ts';
import type { Decimal } from '../value/decimal.ts';
import { fromDouble, fromInt } from '../value/decimal.ts';
import type { JsonValue } from './value.ts';

/** Equal for JSON values that compare as equal. */
export function jsonKey(json: JsonValue): string {
  switch (json.kind) {
    case 'null':
      return 'n';
    case 'bool':
      return json.value ? 't' : 'f';
    case 'int':
    case 'uint':
      return `#${numberKey(fromInt(json.value))}`;
    case 'double':
      return `#${numberKey(fromDouble(json.value))}`;
    case 'decimal':
      return `#${numberKey(json.value)}`;
    case 'string':
      return JSON.stringify(json.value);
    case 'array':
      return `[${json.items.map(jsonKey).join()}]`;
    case 'object':
      return `{${[...json.members].map(([key, value]) => `${JSON.stringify(key)}:${jsonKey(value)}`).join()}}`;
    case 'temporal':
      return `${json.value.kind === 'time' ? 'h' : json.value.kind === 'date' ? 'd' : 'm'}${dateNumber(json.value)} ${timeMicros(json.value)}`;
    case 'opaque':
      return `o${json.fieldType}:${Buffer.from(json.bytes).toString('hex')}`;
  }
}

function numberKey(value: Decimal): string {
  const text = value.toString();
  return value.scale === 0 ? text : text.replace(/\.?0+$/, '').replace(/^-0$/, '0');
}
