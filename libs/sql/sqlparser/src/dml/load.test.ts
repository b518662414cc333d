import { describe, expect, it } from 'vitest';
import { equals, parse, print, redact, SqlSyntaxError } from '../index.ts';

describe('LOAD DATA, HANDLER and XA', () => {
  it.each([
    [
      "LOAD DATA LOW_PRIORITY LOCAL INFILE 'f' REPLACE INTO TABLE d.t PARTITION (p) CHARACTER SET latin1 COLUMNS TERMINATED BY ',' IGNORE 1 ROWS (a, @b) SET c = @b + 1",
      "load data low_priority local infile 'f' replace into table d.t partition (p) character set latin1 fields terminated by ',' ignore 1 lines (a, @b) set c = @b + 1",
    ],
    [
      "load xml infile 'f' into table t rows identified by '<r>'",
      "load xml infile 'f' into table t rows identified by '<r>'",
    ],
    [
      "load data from url 'u' count 3 in primary key order into table t compression_algorithm = 'zstd' parallel = 4 memory = 512M algorithm = bulk",
      "load data url 'u' count 3 in primary key order into table t compression = 'zstd' parallel = 4 memory = 512M algorithm = bulk",
    ],
    [
      "load data infile 'f' into table t rows identified by 'x' fields terminated by 0x2c enclosed by b'100010' null as 'N' not enclosed date format 'a' time format 'b' datetime format 'c' lines terminated by x'0a'",
      "load data infile 'f' into table t rows identified by 'x' fields terminated by ',' enclosed by '\"' not enclosed date format 'a' time format 'b' datetime format 'c' null as 'N' lines terminated by '\\n'",
    ],
    ["load data from s3 manifest 'x.txt'", "load data from s3 manifest 'x.txt'"],
    ["load data from s3 'x.txt' into table x ()", "load data s3 'x.txt' into table x ()"],
    ['handler d.t open h', 'handler d.t open as h'],
    [
      'handler t read `primary` >= (1, 2) where a > 1 limit 1, 2',
      'handler t read `primary` >= (1, 2) where a > 1 limit 1, 2',
    ],
    ['handler t read next limit 3', 'handler t read next limit 3'],
    ['handler t read next last', 'handler t read `next` last'],
    ['handler t close', 'handler t close'],
    ["xa begin 'a', X'62', 3 join", "xa start 'a', X'62', 3 join"],
    ["xa end 'a' suspend for migrate", "xa end 'a' suspend for migrate"],
    ["xa commit 0x61, b'01', 0x3 one phase", 'xa commit 0x61, 0b01, 0x3 one phase'],
    ['xa recover convert xid', 'xa recover convert xid'],
  ])('%s', (sql, canonical) => {
    const tree = parse(sql);
    expect(print(tree)).toBe(canonical);
    expect(equals(parse(canonical), tree)).toBe(true);
  });

  it.each([
    "load data infile 'f'",
    'load data infile f into table t',
    "load data infile 'f' into table t fields null 'x'",
    "load data infile 'f' into table t fields terminated by 0xff",
    "load data infile 'f' into table t algorithm = copy",
    "load data infile 'f' into table t memory = x",
    'handler d.t read next',
    'handler t read i = 1',
    'handler t read i',
    'handler t read i = ((select 1))',
    'handler t read next where exists (select 1)',
    'handler t open read',
    'xa start a',
    "xa start 'a', 1",
    "xa prepare 'a' one phase",
    "xa recover 'a'",
    "xa commit 'a', 'b', 'c'",
  ])('refuses %s', (sql) => expect(() => parse(sql)).toThrow(SqlSyntaxError));

  it('hides the name of the file', () => {
    expect(redact(parse("load data infile '/secret' into table t"))).toBe('load data infile :redacted1 into table t');
  });
});
