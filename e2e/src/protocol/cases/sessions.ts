import { type Case, script } from '../case.ts';
import { CAPABILITIES } from '../wire-client.ts';

const { multi, multiClassic, modern } = CAPABILITIES;

/** Several statements at once, session tracking, character sets, files. */
export const sessionCases: readonly Case[] = [
  script('several statements of a client that is told of columns by EOF', { capabilities: multiClassic }, [
    'select 1; select 2',
    'select 1;',
    'select 1; -- a comment',
    'select 1; set @a = 1; select id from t where id = 1',
    'select 1; select * from nosuch',
    'set @a = 1; select 1; select v from t where id = 2; set @a = 2',
  ]),
  {
    name: 'results of a procedure for a client that is told of columns by EOF',
    async run({ database, open }) {
      // A sharded keyspace refuses CALL.
      if (database === 'parts') return;
      const client = await open({ capabilities: multiClassic });
      await client.query('drop procedure if exists several');
      await client.query('create procedure several() begin select 1 as a; select 2 as a, 3 as b; end');
      await client.query('call several()');
      await client.query('call several(); select 4');
      await client.execute(await client.prepare('call several()'), []);
      await client.query('select 5');
      await client.query('drop procedure several');
    },
  },
  script('several statements', { capabilities: multi }, [
    'select 1; select 2',
    'select 1;',
    'select 1; ',
    'select 1;;',
    'select 1;;select 2',
    ';select 1',
    ';',
    ' ; ; ',
    'select 1; -- a comment',
    'select 1; /* a comment */',
    'select 1; # a comment',
    '/* first */; select 1',
    'select 1; selec; select 2',
    'select 1; select * from nosuch; select 2',
    'select ";"; select \';\'; select `v` from t where id = -1',
    'set @a = 1; set @a = @a + 1; select @a',
    'insert into t (id) values (940); insert into t (id) values (940); insert into t (id) values (941)',
    'select id from t where id >= 940 order by id',
    'begin; insert into t (id) values (942); rollback; select id from t where id = 942',
    'begin; insert into t (id) values (942); select * from nosuch; commit',
    'select @@autocommit, id from t where id = 942',
    'rollback',
    'delete from t where id >= 940; select row_count(); select row_count()',
    'create table zz (id bigint primary key); insert into zz values (1); select * from zz; drop table zz; select * from zz',
    'set autocommit = 0; insert into t (id) values (943); select @@autocommit; commit; set autocommit = 1; delete from t where id = 943',
    'select cast("a" as signed); show warnings; select 1',
    'prepare p from "select ?"; set @x = 5; execute p using @x; deallocate prepare p',
    'use information_schema; select database(); use $DB; select database()',
    'select 1 union select 2; select 3',
    'do 1; do sleep(0); select 1',
    'lock tables t write; insert into t (id) values (944); delete from t where id = 944; unlock tables; select 1',
    'start transaction read only; insert into t (id) values (945); commit; select 1',
    'start transaction read only; select 1; commit; select 1',
  ]),
  script('several statements from a client that may send one', { capabilities: modern }, [
    'select 1; select 2',
    'select 1;',
    'select 1;;',
    'select 1; -- x',
    ';select 1',
    'set @a = 1; set @b = 2',
  ]),
  script('what a client is told of its session', { capabilities: multi }, [
    'select @@session_track_schema, @@session_track_system_variables, @@session_track_state_change, @@session_track_gtids, @@session_track_transaction_info',
    'use $DB',
    'use information_schema',
    'use $DB',
    'set names latin1',
    'set names utf8mb4',
    'set time_zone = "+01:00"',
    'set autocommit = 0',
    'set autocommit = 1',
    'set session_track_state_change = 1',
    'set @x = 1',
    'set sql_mode = ""',
    'prepare p from "select 1"',
    'deallocate prepare p',
    'begin',
    'select 1',
    'rollback',
    'set session_track_system_variables = "*"',
    'set sort_buffer_size = 300000',
    'set session_track_system_variables = ""',
    'set names latin1',
    'set session_track_system_variables = null',
    'set session_track_schema = 0',
    'use information_schema',
    'use $DB',
    'set session_track_transaction_info = "STATE"',
    'begin',
    'select id from t where id = 1',
    'insert into t (id) values (950)',
    'savepoint a',
    'select 1',
    'rollback',
    'set session_track_transaction_info = "CHARACTERISTICS"',
    'set transaction isolation level read committed',
    'start transaction read only',
    'select id from t where id = 1',
    'commit and chain',
    'commit release',
  ]),
  ...['latin1', 'latin2', 'cp1251', 'gbk', 'big5', 'cp932', 'euckr', 'ujis', 'gb2312', 'koi8r'].map(
    (charset): Case => ({
      name: `a client that changes to ${charset}`,
      async run(stage) {
        const client = await stage.open({ capabilities: multi });
        const bytes = bytesIn[charset] ?? Buffer.from('abc');
        const quoted = Buffer.concat([Buffer.from("'"), bytes, Buffer.from("'")]);
        const around = (before: string, after = '') => Buffer.concat([Buffer.from(before), quoted, Buffer.from(after)]);
        await client.query(`set names ${charset}`);
        await client.query(around('select ', ', hex(convert("x" using utf8mb4))'));
        await client.query(around('select hex(', ')'));
        await client.query(around('select length(', ')'));
        await client.query(around('insert into t (id, v) values (960, ', ')'));
        await client.query('select v, hex(v), char_length(v) from t where id = 960');
        await client.query(around('select id from t where id = 960 and v = '));
        await client.query(around('select id from t where id = 960 and v like concat(', ', "%")'));
        await client.query(around('select 1 as ', ''));
        await client.query(Buffer.concat([Buffer.from('select 1 as `'), bytes, Buffer.from('`')]));
        await client.query(Buffer.concat([Buffer.from('select * from `'), bytes, Buffer.from('`')]));
        await client.query(around('set @c = '));
        await client.query('select @c, hex(@c), charset(@c), collation(@c)');
        await client.query('select id from t where v = @c and id = 960');
        await client.query(around('select concat(', ', v) from t where id = 960'));
        await client.query(around('select v from t where id = 960 union select ', ' order by 1'));
        const read = await client.prepare('select v from t where id = 960');
        await client.execute(read);
        const shown = await client.prepare('select ?, hex(?), charset(?)');
        const param = { type: 0xfd, bytes: Buffer.concat([Buffer.of(bytes.length), bytes]) };
        await client.execute(shown, [param, param, param]);
        const find = await client.prepare('select id, v from t where id = 960 and v = ?');
        await client.execute(find, [param]);
        await client.query('set character_set_results = utf8mb4');
        await client.query('select v from t where id = 960');
        await client.query('set character_set_results = null');
        await client.query(around('select v, ', ' from t where id = 960'));
        await client.query('set names utf8mb4');
        await client.query('select v, hex(v) from t where id = 960');
        await client.query('delete from t where id = 960');
        await client.query(`set character set ${charset}`);
        await client.query(
          'select @@character_set_client, @@character_set_connection, @@character_set_results, @@collation_connection',
        );
        await client.query(`set character_set_client = ${charset}, character_set_results = utf8mb4`);
        await client.query(around('select ', ''));
        await client.query(`set collation_connection = ${charset === 'binary' ? 'binary' : `${charset}_bin`}`);
        await client.query('select @@character_set_connection, @@collation_connection, charset("a"), "a" = "A"');
      },
    }),
  ),
  ...['ucs2', 'utf16', 'utf16le', 'utf32'].map((charset) =>
    script(`results in ${charset}`, {}, [
      `set character_set_results = ${charset}`,
      'insert into t (id, v) values (961, "aé€😀")',
      'select v, id, hex(v), null, "ü😀" as `ö`, 0x00ff, now() > 0 from t where id = 961',
      'select @@character_set_results',
      'show variables like "character_set_results"',
      'select v from t where id = 961 union select "€" order by 1',
      `prepare p from 'select v, id from t where id = ?'`,
      'set @i = 961',
      'execute p using @i',
      'set character_set_results = utf8mb4',
      'select v from t where id = 961',
      `set character_set_client = ${charset}`,
      'delete from t where id = 961',
    ]),
  ),
  ...['latin1', 'ucs2', 'utf16', 'utf16le', 'utf32'].map((charset) =>
    script(`literals in ${charset}`, {}, [
      'insert into t (id, v) values (962, "a"), (963, "é"), (964, "z")',
      `set character_set_connection = ${charset}`,
      'select @@character_set_connection, @@collation_connection, @@character_set_client',
      'select "aé" as a, hex("aé"), length("aé"), charset("a"), collation("a"), "a" = "A "',
      'select id, v from t where v = "É" order by id',
      'select min(id), hex(concat(max(v), "x")), length("yz") from t where id > 961 having "y" = "Y "',
      'select v, "q" as q from t where id in (962, 963) union select "z", "Q" order by 1, 2',
      `prepare p from 'select id, hex(?) from t where v = ? order by id'`,
      'set @v = "É"',
      'execute p using @v, @v',
      'set character_set_connection = default',
      'select hex("é")',
      'delete from t where id in (962, 963, 964)',
    ]),
  ),
  script('character sets that clients may not have, and names of none', {}, [
    'set names utf16',
    'set names ucs2',
    'set names nosuch',
    'set names utf8mb4 collate latin1_bin',
    'set names utf8mb4 collate nosuch',
    'set names binary',
    'set names default',
    'set character_set_client = nosuch',
    'set character_set_results = utf8mb4',
    'set character_set_connection = utf8mb4',
    'set collation_connection = nosuch',
    'set collation_connection = utf8mb4_0900_as_cs',
    'select "a" = "A", collation("a")',
    'set names "latin1"',
    'select @@character_set_client',
    "set names 'utf8mb4' collate 'utf8mb4_bin'",
    'select @@collation_connection',
    'set character set nosuch',
    'set charset utf8mb4',
  ]),
  {
    name: 'files of clients in character sets of several bytes',
    async run(stage) {
      const client = await stage.open({ capabilities: multi });
      for (const [charset, bytes] of Object.entries(bytesIn)) {
        const file = Buffer.concat([Buffer.from('970,'), bytes, Buffer.from('\n971,x'), bytes, Buffer.from('y\n')]);
        await client.query(
          `load data local infile 'f' into table t character set ${charset} fields terminated by ',' (id, v)`,
          file,
        );
        await client.query('select id, hex(v) from t where id >= 970 order by id');
        await client.query('delete from t where id >= 970');
      }
    },
  },
  {
    name: 'files of clients',
    async run(stage) {
      const client = await stage.open({ capabilities: multi });
      const load = async (rest: string, file: string) => {
        await client.query(`load data local infile 'f' into table t ${rest}`, Buffer.from(file));
        await client.query('show warnings');
        await client.query('select id, v, n from t where id >= 970 order by id');
        await client.query('delete from t where id >= 970');
      };
      await load('(id, v)', '970\ta\n971\tb\n');
      await load('(id, v)', '970\ta\n970\tb\n');
      await load('(id, v, n)', '970\ta\tx\n971\n972\t\\N\t5\textra\n');
      await load(
        "fields terminated by ',' optionally enclosed by '\"' ignore 1 lines (id, v)",
        'id,v\n970,"a,b"\n971,"q""q"\n',
      );
      await load('(id, @x) set v = concat(@x, "!")', '970\ta\n');
      await load('(id, v)', '');
      await client.query("load data local infile 'f' into table nosuch", Buffer.from('1\n'));
      await client.query('select 1');
    },
  },
  ...[false, true].map(
    (several): Case => ({
      name: `a deadlock ends the transaction on every shard${several ? ', also of a statement that writes on several' : ''}`,
      async run(stage) {
        const winner = await stage.open();
        const victim = await stage.open();
        await winner.query('begin');
        // Rows that change weigh: who has changed more on the shard where they meet goes on.
        await winner.query('update t set v = "w" where id in (1, 2, 5)');
        await victim.query('begin');
        await victim.query('update t set v = "lost" where id = 4');
        await victim.query('update t set v = "lost" where id = 3');
        winner.start('update t set v = "w" where id = 3');
        await victim.query(`update t set v = "lost" where id in (1${several ? ', 6' : ''})`);
        await winner.finish('of the winner');
        await winner.query('rollback');
        await victim.query('select 1');
        await victim.query('begin');
        await victim.query('commit');
        await winner.query('select id, v from t where id <= 6 order by id');
      },
    }),
  ),
];

/** A few characters of the set, in its bytes; some end in what ASCII has for a backslash. */
const bytesIn: Readonly<Record<string, Buffer>> = {
  latin1: Buffer.from([0xe9, 0xc5]),
  latin2: Buffer.from([0xbf, 0xf3]),
  cp1251: Buffer.from([0xef, 0xf0]),
  gbk: Buffer.from([0xd5, 0x5c, 0xc4, 0xe3]),
  big5: Buffer.from([0xa5, 0x5c, 0xb3, 0x5c]),
  cp932: Buffer.from([0x95, 0x5c, 0x83, 0x5c]),
  euckr: Buffer.from([0xc7, 0xd1, 0xb1, 0xb9]),
  ujis: Buffer.from([0xc9, 0xbd, 0xa5, 0xbd]),
  gb2312: Buffer.from([0xc4, 0xe3, 0xba, 0xc3]),
  gb18030: Buffer.from([0x95, 0x32, 0x82, 0x36, 0xd5, 0x5c]),
  tis620: Buffer.from([0xa1, 0xa2]),
  binary: Buffer.from([0x41, 0xff, 0x01]),
  koi8r: Buffer.from([0xf0, 0xf2]),
};
