/**
 * Writes libs/core/collations/src/root/root-primaries.data.ts.
 *
 *   node tools/collations/root-primaries.mjs GO_TEXT UNICODE
 *
 * GO_TEXT: golang.org/x/text as Debian's golang-golang-x-text-dev has it (…/src/golang.org/x/text);
 * UNICODE: /usr/share/unicode of Debian's unicode-data 15.0. `apt-get download` and `dpkg -x` get both.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readGoTables } from './go-tables.mjs';
import { NumberWriter, packedModule } from './packing.mjs';
import { combiningClasses, propertyRanges } from './unicode-data.mjs';

const [goText, unicode] = process.argv.slice(2);
const out = path.resolve(import.meta.dirname, '../../libs/core/collations/src/root/root-primaries.data.ts');
const ideographs = propertyRanges(unicode, 'Ideographic');
const { elements, contractions } = readGoTables(path.join(goText, 'collate/tables.go'), ideographs);
const writer = new NumberWriter();

/** count (primary: difference from the one before, class)* */
let previous = 0;
function writeElements(list) {
  writer.unsigned(list.length);
  for (const { primary, ccc } of list) {
    writer.signed(primary - previous);
    writer.unsigned(ccc);
    if (primary !== 0) previous = primary;
  }
}

writer.unsigned(elements.size);
let point = 0;
for (const [next, list] of elements) {
  writer.unsigned(next - point);
  point = next;
  writeElements(list);
}
writer.unsigned(contractions.length);
for (const contraction of contractions) {
  const points = [contraction.point, ...[...contraction.tail].map((c) => c.codePointAt(0))];
  writer.unsigned(points.length);
  for (const each of points) writer.unsigned(each);
  writeElements(contraction.elements);
}
const classes = combiningClasses(unicode);
writer.unsigned(classes.length);
for (const numbers of classes) for (const number of numbers) writer.unsigned(number);
writer.unsigned(ideographs.length);
for (const numbers of ideographs) for (const number of numbers) writer.unsigned(number);

const origin =
  'root-collation primaries of CLDR 23 (Unicode 6.2) from golang.org/x/text 0.7.0 (BSD-3-Clause), classes and ideographs of Unicode 15.0.';
writeFileSync(out, packedModule('rootPrimariesData', origin, writer.bytes()));
process.stdout.write(`${elements.size} characters, ${contractions.length} contractions\n`);
