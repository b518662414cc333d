/**
 * Reads the collation tables of golang.org/x/text/collate (Unicode 6.2, CLDR 23; BSD-3-Clause), whose Loose keys the
 * unicode_loose_* vindexes are made of. The layout: a UTF-8 trie gives a 32-bit collation element or a reference to an
 * expansion, to a contraction's own trie, or to the NFKD form.
 */
import { readFileSync } from 'node:fs';

const BLOCK = 64;
const NO_INDEX = 0xff;
const EN = 'en';

/** @typedef {{ primary: number, ccc: number }} Element */

/** All that one locale's table says, flattened: elements by code point and by contraction. `ideographs`: ranges [first, last]. */
export function readGoTables(file, ideographs) {
  const text = readFileSync(file, 'utf8');
  const tables = {
    ideographs,
    lookup: readArray(text, 'mainLookup'),
    values: readArray(text, 'mainValues'),
    expand: readArray(text, 'mainExpandElem'),
    contract: readArray(text, 'mainContractElem'),
    tries: readTries(text),
    ...readLocale(text, EN),
  };
  const elements = new Map();
  const contractions = [];
  for (let point = 0; point <= 0x10ffff; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const value = tables.find(tables, point);
    if (value === 0) continue;
    if (value >= 0xc0000000 && value <= 0xdfffffff) {
      elements.set(point, contraction(tables, value, 0));
      contractions.push(...readContractions(tables, point, value));
    } else elements.set(point, flatten(tables, [point]));
  }
  return { elements, contractions };
}

function readArray(text, name) {
  const start = text.indexOf(`var ${name} = [`);
  const size = Number(/\[(\d+)\]/.exec(text.slice(start, start + 60))[1]);
  const array = new Array(size).fill(0);
  const body = text.slice(text.indexOf('{', start) + 1, text.indexOf('\n}', start)).replace(/\/\/.*/g, '');
  let at = 0;
  for (const item of body.split(',')) {
    const pair = item.trim();
    if (pair === '') continue;
    const [left, right] = pair.split(':');
    if (right !== undefined) at = Number(left.trim());
    array[at++] = Number((right ?? left).trim());
  }
  return array;
}

function readTries(text) {
  const start = text.indexOf('var mainCTEntries');
  return [...text.slice(start).matchAll(/^\t\{(0x\w+), (0x\w+), (\d+), (\d+)\},/gm)].map(
    ([, low, high, next, index]) => ({
      low: Number(low),
      high: Number(high),
      next: Number(next),
      index: Number(index),
    }),
  );
}

function readLocale(text, locale) {
  const pattern = new RegExp(`\\{ // ${locale}\\s+lookupOffset: (\\w+),\\s+valuesOffset: (\\w+),`);
  const [, lookup, values] = pattern.exec(text);
  return { lookupAt: Number(lookup) * BLOCK, valuesAt: Number(values) * BLOCK, find };
}

function find(tables, point) {
  const bytes = Buffer.from(String.fromCodePoint(point));
  if (bytes.length === 1) return tables.values[tables.valuesAt + bytes[0]];
  let index = tables.lookup[tables.lookupAt + bytes[0]];
  for (const byte of bytes.subarray(1, -1)) index = tables.lookup[index * BLOCK + byte];
  return tables.values[index * BLOCK + bytes[bytes.length - 1]];
}

/** @returns {Element} */
function element(value) {
  if (value < 0x80000000) return { primary: (value & 0x3ffffe00) >>> 9, ccc: 0 };
  if (value < 0xa0000000) return { primary: value & 0xffff, ccc: (value >>> 16) & 0xff };
  return { primary: 0, ccc: (value >>> 20) & 0xff };
}

function expansion(tables, value) {
  const at = value & 0xffff;
  return tables.expand.slice(at + 1, at + 1 + tables.expand[at]).map(element);
}

function contraction(tables, value, index) {
  const chosen = tables.contract[index + ((value >>> 16) & 0x1fff)];
  return chosen >= 0xe0000000 ? expansion(tables, chosen) : [element(chosen)];
}

/** The elements of code points none of which meets what would make a contraction with it. */
function flatten(tables, points) {
  return points.flatMap((point) => {
    const value = tables.find(tables, point);
    if (value === 0) return implicit(tables, point);
    if (value < 0xc0000000) return [element(value)];
    if (value <= 0xdfffffff) return contraction(tables, value, 0);
    if (value <= 0xefffffff) return expansion(tables, value);
    return flattenDecomposed(
      tables,
      [...String.fromCodePoint(point).normalize('NFKD')].map((c) => c.codePointAt(0)),
    );
  });
}

/** Of a part of a decomposition that the table leaves to be derived. */
function implicit(tables, point) {
  const syllable = [...String.fromCodePoint(point).normalize('NFD')];
  if (syllable.length > 1)
    return flatten(
      tables,
      syllable.map((jamo) => jamo.codePointAt(0)),
    );
  if (!tables.ideographs.some(([first, last]) => point >= first && point <= last))
    return [{ primary: point + 0x50000, ccc: 0 }];
  const common = (point >= 0x4e00 && point <= 0x9fff) || (point >= 0xf900 && point <= 0xfaff);
  return [{ primary: point + (common ? 0x10000 : 0x20000), ccc: 0 }];
}

function flattenDecomposed(tables, points) {
  for (const [at, point] of points.entries()) {
    const value = tables.find(tables, point);
    if (value < 0xc0000000 || value > 0xdfffffff) continue;
    const rest = String.fromCodePoint(...points.slice(at + 1));
    const met = readContractions(tables, point, value).find(({ tail }) => rest.startsWith(tail));
    if (met) throw new Error(`a contraction inside the decomposition of ${points}`);
  }
  return flatten(tables, points);
}

function readContractions(tables, point, value) {
  const found = [];
  const walk = (at, count, prefix) => {
    for (const entry of tables.tries.slice(at, at + count)) {
      if (entry.next === 0) {
        for (let byte = entry.low; byte <= Math.max(entry.low, entry.high); byte++)
          found.push([[...prefix, byte], byte - entry.low + entry.index]);
      } else {
        const bytes = [...prefix, entry.low];
        if (entry.index !== NO_INDEX) found.push([bytes, entry.index]);
        walk(at + entry.high + count, entry.next, bytes);
      }
    }
  };
  walk((value >>> 4) & 0xfff, value & 0xf, []);
  return found.map(([bytes, index]) => ({
    point,
    tail: new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes)),
    elements: contraction(tables, value, index),
  }));
}
