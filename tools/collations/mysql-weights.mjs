/**
 * Writes the weight tables of MySQL's collations under libs/core/collations/src/weights/.
 *
 *   node tools/collations/mysql-weights.mjs DIRECTORY
 *
 * DIRECTORY holds, for each collation, a file `w.COLLATION` of a running mysqld's own answers, one line a code point
 * (number, tab, hex), as tools/collations/dump-weights.sh asks for them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { NumberWriter, packedModule } from './packing.mjs';

const [directory] = process.argv.slice(2);
const out = path.resolve(import.meta.dirname, '../../libs/core/collations/src/weights');

function readDump(collation, levels) {
  const entries = new Map();
  for (const line of readFileSync(path.join(directory, `w.${collation}`), 'utf8').split('\n')) {
    if (line === '') continue;
    const [point, hex] = line.split('\t');
    const lists = [[]];
    for (const unit of hex.match(/.{4}/g) ?? []) {
      if (unit === '0000' && levels > 1) lists.push([]);
      else lists.at(-1).push(Number.parseInt(unit, 16));
    }
    while (lists.length < levels) lists.push([]);
    // Beyond the BMP the oldest tables know nothing: one weight for all, see weights/uca.ts.
    if (lists[0][0] !== 0xfffd || Number(point) < 0x10000) entries.set(Number(point), lists);
  }
  return entries;
}

/** What the reader derives by itself is left out: see weights/uca.ts. */
function isImplicit(point, lists, levels) {
  const primary = [0xfb00 + (point >>> 15), (point & 0x7fff) | 0x8000];
  const common = (list, first) =>
    [0x40, 0x80, 0xc0].some((block) => list.length === 2 && list[0] === first + block && list[1] === primary[1]);
  if (!common(lists[0], primary[0])) return undefined;
  if (levels > 1 && `${lists.slice(1)}` !== '32,2') return undefined;
  return lists[0][0] - primary[0];
}

function isHangul(point, lists, entries) {
  if (point < 0xac00 || point > 0xd7a3) return false;
  const jamo = [...String.fromCodePoint(point).normalize('NFD')].map((c) => entries.get(c.codePointAt(0)));
  return lists.every((list, level) => `${list}` === `${jamo.flatMap((each) => each[level])}`);
}

/** implicit ranges (first, last, block)*, then (point, level lists)*; weights as differences from the level's last. */
function writeUca(name, collation, levels) {
  const entries = readDump(collation, levels);
  const writer = new NumberWriter();
  const ranges = [];
  const stored = [];
  for (const [point, lists] of entries) {
    const block = isImplicit(point, lists, levels);
    if (block !== undefined) {
      const last = ranges.at(-1);
      if (last && last[1] === point - 1 && last[2] === block) last[1] = point;
      else ranges.push([point, point, block]);
    } else if (!isHangul(point, lists, entries)) stored.push([point, lists]);
  }
  writer.unsigned(ranges.length);
  for (const numbers of ranges) for (const number of numbers) writer.unsigned(number);
  writer.unsigned(stored.length);
  const previous = new Array(levels).fill(0);
  let before = 0;
  for (const [point, lists] of stored) {
    writer.unsigned(point - before);
    before = point;
    for (const [level, list] of lists.entries()) {
      writer.unsigned(list.length);
      for (const weight of list) {
        writer.signed(weight - previous[level]);
        previous[level] = weight;
      }
    }
  }
  write(name, collation, writer);
  process.stdout.write(`${collation}: ${stored.length} stored, ${ranges.length} ranges\n`);
}

/** (point, weight)* of the BMP where they differ. */
function writeSimple(name, collation) {
  const entries = [...readDump(collation, 1)].filter(([point, [[weight]]]) => point < 0x10000 && weight !== point);
  const writer = new NumberWriter();
  writer.unsigned(entries.length);
  let before = 0;
  let last = 0;
  for (const [point, [[weight]]] of entries) {
    writer.unsigned(point - before);
    before = point;
    writer.signed(weight - point - last);
    last = weight - point;
  }
  write(name, collation, writer);
}

function write(name, collation, writer) {
  const constant = name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const text = packedModule(
    `${constant}Data`,
    `the weights that MySQL 9.7's own WEIGHT_STRING() gives under ${collation}.`,
    writer.bytes(),
  );
  writeFileSync(path.join(out, `${name}.data.ts`), text);
}

writeUca('uca900', 'utf8mb4_0900_as_cs', 3);
writeUca('uca520', 'utf8mb4_unicode_520_ci', 1);
writeUca('uca400', 'utf8mb4_unicode_ci', 1);
writeSimple('general', 'utf8mb4_general_ci');

/** (point, upper - point, lower - point)*; a point whose other case MySQL cannot write in place is its own, marked by a 1. */
function writeCase(name, collation) {
  const rows = readFileSync(path.join(directory, `case.${collation}`), 'utf8')
    .split('\n')
    .filter(Boolean);
  const writer = new NumberWriter();
  writer.unsigned(rows.length);
  let before = 0;
  for (const row of rows) {
    const [point, upper, lower] = row.split('\t');
    const at = Number(point);
    writer.unsigned(at - before);
    before = at;
    for (const other of [upper, lower]) {
      writer.unsigned(other === '' ? 1 : 0);
      writer.signed(other === '' ? 0 : Number.parseInt(other, 16) - at);
    }
  }
  write(name, collation, writer);
}

/** Eight-bit character sets: name=256 code points (4 hex digits, ---- for none), 256 upper and 256 lower bytes; and collations: name=256 weights. */
function writeBytes() {
  const lines = (file) =>
    readFileSync(path.join(directory, file), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t'));
  const cases = new Map(lines('cs8.case').map(([name, upper, lower]) => [name, upper + lower]));
  const charsets = lines('cs8.map').map(([name, map]) => {
    const points = map.split(',').map((hex, byte) => (hex === '0000003F' && byte !== 0x3f ? '----' : hex.slice(4)));
    return `${name}=${points.join('')}${cases.get(name)}`;
  });
  const collations = lines('col8')
    .map(([name, weights]) => [name, weights.replaceAll(',', '')])
    .filter(([name, weights]) => weights.length === 512 && name !== 'tis620_thai_ci' && name !== 'latin1_german2_ci')
    .map((pair) => pair.join('='));
  const text = Buffer.from(`${charsets.join('\n')}\n\n${collations.join('\n')}`);
  writeFileSync(
    path.join(out, 'bytes.data.ts'),
    packedModule('bytesData', 'what MySQL 9.7 makes of each byte of its eight-bit character sets.', text),
  );
}

/** id, name, character set, PAD SPACE or not, default of its character set or not. */
function writeCollations() {
  const lines = readFileSync(path.join(directory, 'collations.tsv'), 'utf8').split('\n').filter(Boolean);
  const rows = lines.map((line) => {
    const [id, name, charset, pad, , isDefault] = line.split('\t');
    return `  '${id} ${name} ${charset}${pad === 'PAD SPACE' ? ' pad' : ''}${isDefault === 'Yes' ? ' default' : ''}',`;
  });
  const text = `/** Generated by tools/collations: every collation of MySQL 9.7 as information_schema lists it. */\nexport const collationLines = [\n${rows.join('\n')}\n] as const;\n`;
  writeFileSync(path.join(out, 'collations.data.ts'), text);
}

writeCase('case900', 'utf8mb4_0900_ai_ci');
writeCase('case520', 'utf8mb4_unicode_520_ci');
writeCase('case-general', 'utf8mb4_general_ci');
writeBytes();
writeCollations();
