import { jsonDoubleText } from '@vt/sqltypes';
import { temporalText } from '../temporal/temporal.ts';
import type { JsonValue } from './value.ts';

/** As MySQL writes a JSON document: one space after ':' and ','. */
export function jsonText(json: JsonValue): string {
  switch (json.kind) {
    case 'null':
      return 'null';
    case 'bool':
      return String(json.value);
    case 'int':
    case 'uint':
    case 'decimal':
      return json.value.toString();
    case 'double':
      return jsonDoubleText(json.value);
    case 'string':
      return quoteJson(json.value);
    case 'array':
      return `[${json.items.map(jsonText).join(', ')}]`;
    case 'object':
      return `{${[...json.members].map(([key, value]) => `${quoteJson(key)}: ${jsonText(value)}`).join(', ')}}`;
    case 'temporal':
    case 'opaque':
      return quoteJson(jsonScalarText(json));
  }
}

/** JSON_UNQUOTE(): strings without quotes, everything else as it is written. */
export function unquotedText(json: JsonValue): string {
  if (json.kind === 'string') return json.value;
  return json.kind === 'temporal' || json.kind === 'opaque' ? jsonScalarText(json) : jsonText(json);
}

function jsonScalarText(json: JsonValue & { kind: 'temporal' | 'opaque' }): string {
  if (json.kind === 'temporal') return temporalText(json.value, 6);
  return `base64:type${json.fieldType}:${Buffer.from(json.bytes).toString('base64')}`;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

export function quoteJson(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be escaped
  const escaped = text.replace(/["\\\u0000-\u001f]/g, (c) => {
    return escapes[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

/** JSON_PRETTY(). */
export function prettyJson(json: JsonValue, indent = ''): string {
  const inner = `${indent}  `;
  if (json.kind === 'array' && json.items.length > 0) {
    return `[\n${json.items.map((item) => inner + prettyJson(item, inner)).join(',\n')}\n${indent}]`;
  }
  if (json.kind === 'object' && json.members.size > 0) {
    const members = [...json.members].map(([key, value]) => `${inner}${quoteJson(key)}: ${prettyJson(value, inner)}`);
    return `{\n${members.join(',\n')}\n${indent}}`;
  }
  return jsonText(json);
}
