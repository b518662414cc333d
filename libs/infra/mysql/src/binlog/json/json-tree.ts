import { binlogError } from '../binlog-error.ts';

/** A document taken apart as far as paths need it: scalars stay the text they are. */
export type JsonTree = JsonObject | JsonArray | string;
/** Keys are in JSON's own quotes. */
export type JsonObject = { readonly kind: 'object'; readonly members: Map<string, JsonTree> };
export type JsonArray = { readonly kind: 'array'; readonly items: JsonTree[] };

const scalar = /"(?:[^"\\]|\\.)*"|[^\s,\]}:]+/y;
const space = /\s*/y;

/** Reads a document that MySQL printed. */
export function parseJson(text: string): JsonTree {
  let at = 0;
  const skip = (): void => {
    space.lastIndex = at;
    space.exec(text);
    at = space.lastIndex;
  };
  const token = (): string => {
    skip();
    scalar.lastIndex = at;
    const found = scalar.exec(text);
    if (!found) throw binlogError('a JSON document that is none');
    at = scalar.lastIndex;
    return found[0];
  };
  /** Whether `char` is next; it is passed. */
  const take = (char: string): boolean => {
    skip();
    if (text[at] !== char) return false;
    at++;
    return true;
  };
  const value = (): JsonTree => {
    if (take('{')) {
      const members = new Map<string, JsonTree>();
      while (!take('}')) {
        const key = token();
        take(':');
        members.set(key, value());
        take(',');
      }
      return { kind: 'object', members };
    }
    if (take('[')) {
      const items: JsonTree[] = [];
      while (!take(']')) {
        items.push(value());
        take(',');
      }
      return { kind: 'array', items };
    }
    return token();
  };
  return value();
}

/** As MySQL prints it: keys by length, then by their bytes. */
export function printJson(tree: JsonTree): string {
  if (typeof tree === 'string') return tree;
  if (tree.kind === 'array') return `[${tree.items.map(printJson).join(', ')}]`;
  const members = [...tree.members].sort(([a], [b]) => compareKeys(a, b));
  return `{${members.map(([key, value]) => `${key}: ${printJson(value)}`).join(', ')}}`;
}

function compareKeys(a: string, b: string): number {
  const [x, y] = [Buffer.from(JSON.parse(a) as string), Buffer.from(JSON.parse(b) as string)];
  return x.length - y.length || Buffer.compare(x, y);
}
