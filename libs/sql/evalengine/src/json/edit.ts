import { type JsonPath, type PathLeg, positionIn } from './path.ts';
import { type JsonValue, jsonObject } from './value.ts';

export type EditMode = 'set' | 'insert' | 'replace';

/** JSON_SET, JSON_INSERT and JSON_REPLACE at one path without wildcards. */
export function edit(json: JsonValue, path: JsonPath, value: JsonValue, mode: EditMode): JsonValue {
  const [leg, ...rest] = path;
  if (!leg) return mode === 'insert' ? json : value;
  const inner = childOf(json, leg);
  if (rest.length > 0) return inner ? withChild(json, leg, edit(inner, rest, value, mode)) : json;
  if (inner) return mode === 'insert' ? json : withChild(json, leg, value);
  return mode === 'replace' ? json : added(json, leg, value);
}

/** What a leg names in a value; a scalar counts as an array of itself. */
export function childOf(json: JsonValue, leg: PathLeg): JsonValue | undefined {
  if (leg.kind === 'member') return json.kind === 'object' ? json.members.get(leg.name) : undefined;
  if (leg.kind !== 'cell') return undefined;
  if (json.kind === 'array') return json.items[positionIn(leg.index, json.items.length)];
  return positionIn(leg.index, 1) === 0 ? json : undefined;
}

export function withChild(json: JsonValue, leg: PathLeg, value: JsonValue): JsonValue {
  if (leg.kind === 'member' && json.kind === 'object') return jsonObject([...json.members, [leg.name, value]]);
  if (leg.kind === 'cell' && json.kind === 'array') {
    const at = positionIn(leg.index, json.items.length);
    return { kind: 'array', items: json.items.map((item, i) => (i === at ? value : item)) };
  }
  return value;
}

/** A new member, or an item at the end (or in front, for a place before the first). */
function added(json: JsonValue, leg: PathLeg, value: JsonValue): JsonValue {
  if (leg.kind === 'member') return json.kind === 'object' ? jsonObject([...json.members, [leg.name, value]]) : json;
  if (leg.kind !== 'cell') return json;
  const items = json.kind === 'array' ? json.items : [json];
  const front = positionIn(leg.index, items.length) < 0;
  return { kind: 'array', items: front ? [value, ...items] : [...items, value] };
}

/** Without the value at the path. An index into what is no array means the value itself, except for the whole document. */
export function removed(json: JsonValue, path: JsonPath): JsonValue {
  const [leg, ...rest] = path;
  if (!leg) return json;
  if (leg.kind === 'cell' && json.kind !== 'array') {
    return rest.length > 0 && positionIn(leg.index, 1) === 0 ? removed(json, rest) : json;
  }
  const inner = childOf(json, leg);
  if (!inner) return json;
  if (rest.length > 0 && !namesItself(inner, rest)) return withChild(json, leg, removed(inner, rest));
  return without(json, leg);
}

function namesItself(json: JsonValue, path: JsonPath): boolean {
  return json.kind !== 'array' && path.every((leg) => leg.kind === 'cell' && positionIn(leg.index, 1) === 0);
}

function without(json: JsonValue, leg: PathLeg): JsonValue {
  if (leg.kind === 'member' && json.kind === 'object') {
    return { kind: 'object', members: new Map([...json.members].filter(([key]) => key !== leg.name)) };
  }
  if (leg.kind === 'cell' && json.kind === 'array') {
    const at = positionIn(leg.index, json.items.length);
    return { kind: 'array', items: json.items.filter((_, i) => i !== at) };
  }
  return json;
}

/** JSON_MERGE_PRESERVE of two. */
export function mergePreserve(a: JsonValue, b: JsonValue): JsonValue {
  if (a.kind === 'object' && b.kind === 'object') {
    const merged = new Map(a.members);
    for (const [key, value] of b.members) {
      const old = merged.get(key);
      merged.set(key, old ? mergePreserve(old, value) : value);
    }
    return jsonObject(merged);
  }
  const items = (json: JsonValue) => (json.kind === 'array' ? json.items : [json]);
  return { kind: 'array', items: [...items(a), ...items(b)] };
}

/** JSON_MERGE_PATCH of two (RFC 7396). */
export function mergePatch(target: JsonValue, patch: JsonValue): JsonValue {
  if (patch.kind !== 'object') return patch;
  const merged = new Map(target.kind === 'object' ? target.members : []);
  for (const [key, value] of patch.members) {
    if (value.kind === 'null') merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key) ?? { kind: 'object', members: new Map() }, value));
  }
  return jsonObject(merged);
}
