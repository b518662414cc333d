import { Capability } from '@vt/mysql';
import { type Case, script } from '../case.ts';
import { CAPABILITIES } from '../wire-client.ts';

const { old, classic, modern, multi } = CAPABILITIES;

/** Commands beside statements, and what is sent with the handshake. */
export const commandCases: readonly Case[] = [
  ...Object.entries({ old, classic, modern, multi }).map(([name, capabilities]) =>
    script(`a ${name} client`, { capabilities }, [
      'select 1, "a", null, 1.50, now() is null',
      'select * from t where id = -1',
      'set @a = 1',
      'select * from nosuch',
      'selec',
      '',
      'insert into t (id, v) values (900, "x")',
      'insert into t (id, v) values (900, "x")',
      'update t set v = "y" where id = 900',
      'update t set v = "y" where id = 900',
      'delete from t where id = 900',
    ]),
  ),
  script('CLIENT_FOUND_ROWS', { capabilities: modern | Capability.FOUND_ROWS }, [
    'insert into t (id, v) values (900, "x"), (901, "x")',
    'update t set v = "x" where id in (900, 901)',
    'select row_count()',
    'insert into t (id, v) values (900, "x") on duplicate key update v = "x"',
    'insert into t (id, v) values (900, "x") on duplicate key update v = "z"',
    'replace into t (id, v) values (900, "x")',
    'delete from t where id in (900, 901)',
  ]),
  script('CLIENT_INTERACTIVE', { capabilities: modern | Capability.INTERACTIVE }, [
    'select @@wait_timeout, @@interactive_timeout',
    'set wait_timeout = 77',
    'select @@wait_timeout',
  ]),
  script('CLIENT_ODBC', { capabilities: modern | Capability.ODBC }, [
    'select @@sql_auto_is_null',
    'select * from t where id is null',
  ]),
  ...[8, 28, 33, 45, 46, 63, 192, 224, 246, 247, 250].map((collation) =>
    script(`a handshake with collation ${collation}`, { collation }, [
      'select @@character_set_client, @@character_set_connection, @@character_set_results, @@collation_connection',
      'select "x", collation("x"), charset(database()), v from t where id = -1',
    ]),
  ),
  {
    name: 'a handshake without a database, and one with a database that is not there',
    async run(stage) {
      const client = await stage.open({ database: undefined as unknown as string });
      await client.query('select database()');
      await client.query('show tables');
      await client.query('create table x (id int)');
      await client.initDb('nosuch');
      await client.initDb('');
      await client.query('select database()');
      await client.initDb('information_schema');
      await client.query('select database()');
      await stage.open({ database: 'nosuch' });
    },
  },
  {
    name: 'commands that are none',
    async run(stage) {
      const client = await stage.open();
      for (const code of [0, 5, 6, 10, 11, 15, 16, 19, 20, 29])
        await client.command(`command ${code}`, Buffer.of(code, 0, 0, 0, 0));
      await client.query('select 1');
    },
  },
  {
    name: 'ping, set option',
    async run(stage) {
      const client = await stage.open();
      await client.command('ping', Buffer.of(0x0e));
      await client.command('ping with more', Buffer.of(0x0e, 1, 2, 3));
      await client.command('option on', Buffer.of(0x1b, 0, 0));
      await client.query('select 1; select 2');
      await client.command('option off', Buffer.of(0x1b, 1, 0));
      await client.query('select 1; select 2');
      await client.command('option 7', Buffer.of(0x1b, 7, 0));
      await client.command('option cut short', Buffer.of(0x1b, 1));
      await client.query('select 1');
    },
  },
  {
    name: 'statistics',
    async run(stage) {
      const client = await stage.open();
      client.note((await client.text('statistics', Buffer.of(9))).replace(/\d+(\.\d+)?/g, 'n'));
    },
  },
  {
    name: 'field lists',
    async run(stage) {
      const client = await stage.open();
      await client.fieldList('t');
      await client.fieldList('t', 'v%');
      await client.fieldList('t', '_');
      await client.fieldList('d');
      await client.fieldList('d', 'c_');
      await client.fieldList('nosuch');
      await client.query(
        'create table tool_a (id bigint auto_increment primary key, a varchar(5) not null, b decimal(8,3) not null, c date not null, e datetime(2) not null, ' +
          "f time not null, g double not null, h float not null, i year not null, j bit(9) not null, k bit(9) default b'1', l binary(2) default 'ab', " +
          "m varbinary(5) default 'ab', n timestamp not null default current_timestamp, o int default (1 + 1), p text, r char(3) default '', s bigint default -5, u time default '01:02:03', " +
          "v set('x','y') default 'x,y', w tinyint unsigned zerofill not null, x datetime(3) default '2020-01-02 03:04:05.678')",
      );
      await client.fieldList('tool_a');
      await client.query('drop table tool_a');
      await client.query('select 1');
      const older = await stage.open({ capabilities: old });
      await older.fieldList('d');
    },
  },
  {
    name: 'reset connection',
    async run(stage) {
      const client = await stage.open();
      await client.query('set @a = 1, sql_mode = "", autocommit = 0, time_zone = "+01:00"');
      await client.query('insert into t (id) values (910)');
      await client.query('prepare p from "select 1"');
      const prepared = await client.prepare('select ?');
      await client.query('select get_lock("wire", 0)');
      await client.resetConnection();
      await client.execute(prepared, []);
      await client.query('execute p');
      await client.query('select @a, @@autocommit, @@time_zone, database()');
      await client.query('select id from t where id = 910');
      await client.query('select is_free_lock("wire")');
      await client.query('set names latin1');
      await client.resetConnection();
      await client.query('select @@character_set_client, @@collation_connection');
      await client.query('lock tables t read');
      await client.resetConnection();
      await client.query('select count(*) from d where id = -1');
      for (const collation of [8, 45, 224]) {
        const other = await stage.open({ collation });
        await other.resetConnection();
        await other.query("select @@character_set_client, @@character_set_results, @@collation_connection, 'x' as x");
      }
    },
  },
  {
    name: 'change user',
    async run(stage) {
      const client = await stage.open();
      await client.query('set @a = 1, sql_mode = "", autocommit = 0');
      await client.query('insert into t (id) values (911)');
      const prepared = await client.prepare('select 1');
      await client.query('select get_lock("wire2", 0)');
      await client.changeUser('root', stage.database);
      await client.execute(prepared);
      await client.query('select @a, @@autocommit, database()');
      await client.query('select id from t where id = 911');
      await client.query('select is_free_lock("wire2")');
      await client.changeUser('root', '');
      await client.query('select database()');
      await client.changeUser('root', stage.database, 8);
      await client.query('select @@character_set_client, @@collation_connection');
      await client.changeUser('root', stage.database, 63);
      await client.query('select @@character_set_client, @@collation_connection');
      await client.changeUser('root', 'nosuch');
      await client.query('select 1');
    },
  },
  {
    name: 'kill',
    async run(stage) {
      const client = await stage.open();
      for (const sql of ['kill', 'kill x', 'kill 4000000000', 'kill query 4000000000', 'kill connection 4000000000'])
        await client.query(sql);
      for (const sql of [
        'kill query connection_id()',
        'set @me = 4000000000',
        'kill query @me',
        'kill hard 3',
        'kill -1',
        'kill 1.5',
        'kill "a"',
        'kill null',
        'kill (select 4000000000)',
        'kill 4000000000 + 1',
        'kill soft 1',
      ])
        await client.query(sql);
      await client.query('select 1');
      const other = await stage.open();
      const id = await other.value('select connection_id()');
      other.start('select sleep(20)');
      await client.value('do sleep(0.3)');
      await client.value(`kill query ${id}`);
      await other.finish('sleep');
      await other.query('select 2');
      other.start('select sleep(20)');
      await client.value('do sleep(0.3)');
      await client.value(`kill ${id}`);
      await other.finish('sleep');
      const self = await stage.open();
      await self.query('kill connection connection_id()');
      await self.query('select 5');
    },
  },
];
