import { Capability } from '@vt/mysql';
import { Command } from '@vt/mysql/testing';
import { type Case, script } from '../case.ts';
import { CAPABILITIES } from '../wire-client.ts';

const { modern } = CAPABILITIES;

/** What some clients ask of a server itself: function names before spaces, its locks, its accounts, its state. */
export const askedCases: readonly Case[] = [
  {
    name: 'a client whose function names stand before spaces',
    async run(stage) {
      const client = await stage.open({ capabilities: modern | Capability.IGNORE_SPACE });
      const shown = async () => {
        await client.query('select @@sql_mode, @@session.sql_mode as s, length(@@sql_mode)');
        await client.query("show variables like 'sql_mode'");
      };
      const functions = [
        'select count (*), max (id), concat (1, 2) from t where id < 3',
        "select count (*), 'count (*)' from t where id = 1",
        "select substr ('abc', 2), cast ('1' as signed), now () is null",
        'select count\t\n(*) from t where id in (select min (id) from t)',
      ];
      for (const sql of [...functions, ...functions]) await client.query(sql);
      for (const sql of functions) await client.execute(await client.prepare(sql));
      await client.query(
        'create table z (id bigint primary key, d datetime default (now ()), v varchar(9) default (substr ("abc", 2)))',
      );
      await client.query('insert into z (id, d) values (1, null), (2, adddate ("2020-01-01", 1))');
      await client.query('select id, sum (d is null), v from z group by id, v order by max (id)');
      await client.query('update z set v = trim (" x ") where id = 1 and exists (select count (*) from t)');
      await client.query('select v from z order by id');
      await client.query('drop table z');
      await client.query("prepare p from 'select count (*) from t where id = 1'");
      await client.query('execute p');
      const before = await stage.open();
      for (let i = 0; i < 3; i++) await before.query('select id, @@sql_mode from t where id = 1');
      await shown();
      await client.query('select id, @@sql_mode from t where id = 1');
      await client.query('set @old = @@sql_mode');
      await client.query('select @old');
      await client.query("set sql_mode = ''");
      await shown();
      await client.query('set sql_mode = @old');
      await shown();
      await client.query("set sql_mode = concat(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO')");
      await shown();
      await client.query("set sql_mode = 'ansi_quotes,ignore_space,PIPES_AS_CONCAT'");
      await shown();
      await client.query('select count (*), max ("id") from t where id = 1');
      await client.query("set sql_mode = 'ANSI'");
      await shown();
      await client.query("set sql_mode = 'NO_ENGINE_SUBSTITUTION'");
      await shown();
      await client.query('set sql_mode = default');
      await shown();
      await client.resetConnection();
      await shown();
      await client.changeUser('root', stage.database);
      await shown();
      const read = await client.prepare('select @@sql_mode, id from t where id = ?');
      await client.execute(read, [{ type: 8, bytes: Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]) }]);
      const other = await stage.open();
      await other.query('select id, @@sql_mode from t where id = 1');
      await other.query('select @@sql_mode');
    },
  },
  {
    name: 'who holds a lock',
    async run(stage) {
      const [client, other] = [await stage.open(), await stage.open()];
      await client.query("select is_used_lock('asked_a')");
      await client.query("select get_lock('asked_a', 1)");
      await client.query("select is_used_lock('asked_a') = connection_id()");
      await client.query("select connection_id() = is_used_lock('asked_a') as own, is_free_lock('asked_a')");
      await client.query("select if(is_used_lock('asked_a') = connection_id(), 'mine', 'not')");
      await client.query(
        "select is_used_lock('ASKED_A') is null, is_used_lock(concat('asked', '_a')) = connection_id()",
      );
      await other.query("select is_used_lock('asked_a') = connection_id(), is_used_lock('asked_a') is null");
      await other.query("select get_lock('asked_a', 0)");
      const holder = await client.value('select connection_id()');
      const asks = `select is_used_lock('asked_a') = ${holder}, is_free_lock('asked_a')`;
      other.note(await other.value(asks));
      await client.query("select release_lock('asked_a')");
      other.note(await other.value(`select is_used_lock('asked_a') is null, is_free_lock('asked_a')`));
      await client.query("select is_used_lock('asked_a')");
      await client.query('select is_used_lock(null)');
      await client.query("select is_used_lock('')");
    },
  },
  script('accounts that are read again', { capabilities: modern }, [
    'flush privileges',
    'show warnings',
    'flush local privileges',
    'flush no_write_to_binlog privileges',
    'flush privileges, status',
    'show warnings',
    'flush status',
    'begin',
    'insert into t (id) values (980)',
    'flush privileges',
    'rollback',
    'select id from t where id = 980',
    'delete from t where id = 980',
  ]),
  script('character sets that go away', { capabilities: modern }, [
    'set names utf8',
    'show warnings',
    'set names utf8mb3',
    'show warnings',
    "set names 'utf8'",
    'show warnings',
    'set names utf8mb3 collate utf8mb3_general_ci',
    'show warnings',
    'set names utf8 collate utf8_general_ci',
    'show warnings',
    'set names utf8mb3 collate utf8mb3_bin',
    'show warnings',
    'set character set utf8',
    'show warnings',
    'set charset utf8mb3',
    'show warnings',
    'set character_set_client = utf8',
    'show warnings',
    'set character_set_results = utf8mb3',
    'show warnings',
    'set character_set_connection = utf8',
    'show warnings',
    'set collation_connection = utf8_general_ci',
    'show warnings',
    'set collation_connection = utf8mb3_general_ci',
    'show warnings',
    'set collation_connection = utf8mb4_general_ci',
    'show warnings',
    'set names utf8mb4 collate utf8mb4_unicode_ci',
    'show warnings',
    'set names latin1',
    'show warnings',
    'set names utf8mb4, names utf8',
    'show warnings',
  ]),
  {
    name: 'a server that is to write down its state',
    async run(stage) {
      // Who may is told nothing but that it is done.
      const client = await stage.open({ user: 'plain' });
      await client.command('debug', Buffer.of(Command.DEBUG));
      await client.query('select 1');
    },
  },
];
