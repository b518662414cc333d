import { expect, test } from 'vitest';
import { defaultScanMode } from './scan.ts';
import { splitStatements } from './split.ts';

test.each([
  ['select 1; select 2', ['select 1', 'select 2']],
  ['begin; select 1; commit', ['begin', 'select 1', 'commit']],
  ['begin work; select 1', ['begin work', 'select 1']],
  ['begin not atomic select 1; select 2; end; select 3', ['begin not atomic select 1; select 2; end', 'select 3']],
  [
    'begin not atomic if a then select 1; end if; l: loop leave l; end loop; end; select 3',
    ['begin not atomic if a then select 1; end if; l: loop leave l; end loop; end', 'select 3'],
  ],
  [
    'begin not atomic select case when a then 1 end; begin select 2; end; end; select 3',
    ['begin not atomic select case when a then 1 end; begin select 2; end; end', 'select 3'],
  ],
  ['if a then select if(1, 2, 3); end if; select 4', ['if a then select if(1, 2, 3); end if', 'select 4']],
  [
    'for i in 1..3 do while b do select 1; end while; end for; select 4',
    ['for i in 1..3 do while b do select 1; end while; end for', 'select 4'],
  ],
  ['case a when 1 then select 1; end case; select 4', ['case a when 1 then select 1; end case', 'select 4']],
  ['declare x int; begin x := 5; end; select 4', ['declare x int; begin x := 5; end', 'select 4']],
])('the statements of %j', (text, statements) => {
  expect(splitStatements(text, defaultScanMode)).toEqual(statements);
});
