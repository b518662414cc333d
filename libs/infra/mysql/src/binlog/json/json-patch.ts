import { binlogError } from '../binlog-error.ts';
import { ByteCursor } from '../byte-cursor.ts';
import { binaryJsonText } from './binary-json.ts';
import { jsonString } from './json-text.ts';
import { type JsonTree, parseJson, printJson } from './json-tree.ts';

export type JsonChange = {
  readonly operation: 'replace' | 'insert' | 'remove';
  /** As MySQL writes paths: `$.a[0]."b c"`. */
  readonly path: string;
  /** The new value as text; '' for a removal. */
  readonly value: string;
};

const OPERATIONS = ['replace', 'insert', 'remove'] as const;
const leg = /\.(?:"((?:[^"\\]|\\.)*)"|([^.[\]"]+))|\[(\d+)\]/gy;

/** The changes that an update made to a JSON document, in their order. */
export class JsonPatch {
  readonly changes: readonly JsonChange[];

  constructor(changes: readonly JsonChange[]) {
    this.changes = changes;
  }

  /** { operation 1 · path lenenc length, text · value lenenc length, binary JSON (not for a removal) }* */
  static read(bytes: Buffer): JsonPatch {
    const cursor = new ByteCursor(bytes);
    const changes: JsonChange[] = [];
    while (cursor.left > 0) {
      const operation = OPERATIONS[cursor.u8()];
      if (operation === undefined) throw binlogError('a JSON change of no known kind');
      const path = cursor.text(cursor.lenenc());
      const value = operation === 'remove' ? '' : binaryJsonText(cursor.take(cursor.lenenc()));
      changes.push({ operation, path, value });
    }
    return new JsonPatch(changes);
  }

  /** The document after the changes. @param before the document as text. */
  applyTo(before: Uint8Array): Uint8Array {
    const root = { kind: 'array' as const, items: [parseJson(Buffer.from(before).toString('utf8'))] };
    for (const change of this.changes) apply(root, change);
    return Buffer.from(printJson(root.items[0] as JsonTree));
  }
}

type Leg = string | number;

/** `root` holds the document as its only item, so that a change of `$` is one like any other. */
function apply(root: { readonly kind: 'array'; readonly items: JsonTree[] }, change: JsonChange): void {
  const legs: Leg[] = [0, ...legsOf(change.path)];
  let at: JsonTree = root;
  for (const one of legs.slice(0, -1)) at = child(at, one, change);
  changeAt(at, legs.at(-1) as Leg, change);
}

function legsOf(path: string): Leg[] {
  const legs: Leg[] = [];
  leg.lastIndex = 1;
  while (leg.lastIndex < path.length) {
    const from = leg.lastIndex;
    const found = leg.exec(path);
    if (!found) throw binlogError(`JSON path ${path} is not understood at ${from}`);
    if (found[3] !== undefined) legs.push(Number(found[3]));
    else legs.push(found[2] !== undefined ? jsonString(found[2]) : jsonString(JSON.parse(`"${found[1]}"`) as string));
  }
  return legs;
}

function child(tree: JsonTree, at: Leg, { path }: JsonChange): JsonTree {
  if (typeof tree !== 'string') {
    if (tree.kind === 'array' && typeof at === 'number') {
      const item = tree.items[at];
      if (item !== undefined) return item;
    }
    if (tree.kind === 'object' && typeof at === 'string') {
      const member = tree.members.get(at);
      if (member !== undefined) return member;
    }
  }
  throw binlogError(`JSON path ${path} leads nowhere`);
}

function changeAt(tree: JsonTree, at: Leg, { operation, path, value }: JsonChange): void {
  if (typeof tree === 'string') throw binlogError(`JSON path ${path} leads into a scalar`);
  if (tree.kind === 'object' && typeof at === 'string') {
    if (operation === 'remove') tree.members.delete(at);
    else tree.members.set(at, parseJson(value));
    return;
  }
  if (tree.kind !== 'array' || typeof at !== 'number') throw binlogError(`JSON path ${path} leads nowhere`);
  if (operation === 'remove') tree.items.splice(at, 1);
  else tree.items.splice(at, operation === 'insert' ? 0 : 1, parseJson(value));
}
