import { setTimeout as delay } from 'node:timers/promises';
import { MysqlSession } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StepContext } from './context.ts';
import { untie } from './foreign-keys.ts';

describe.each(availableFlavors())('foreign keys on %s', (flavor) => {
  let mysqld: TestMysqld;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
  }, 120_000);
  afterAll(() => mysqld?.stop());

  test('who waits for a parent to untie its child lets the parent’s clients go on', { timeout: 60_000 }, async () => {
    const connect = { ...mysqld.rootOptions, database: 'd' };
    const server = await MysqlSession.open(mysqld.rootOptions);
    for (const sql of [
      'create database d',
      'create table d.parent (id int primary key)',
      'create table d.child (id int primary key, p int, constraint k foreign key (p) references d.parent (id))',
    ])
      await server.execute(sql);
    const [holder, client, session] = [
      await MysqlSession.open(connect),
      await MysqlSession.open(connect),
      await MysqlSession.open(connect),
    ];
    try {
      for (const sql of ['begin', 'select * from parent', 'select * from child']) await holder.execute(sql);
      const parts = { connect } as unknown as StepContext['parts'];
      const counts = { started: 0, successful: 0, failed: 0 };
      const untied = untie({ parts, session, counts, signal: new AbortController().signal }, 'child');
      const isWaiting = "select 1 as one from information_schema.processlist where state like '%metadata lock%'";
      while ((await server.query(isWaiting)).length === 0) await delay(10);
      for (const table of ['parent', 'child']) await client.query(`select * from ${table}`);
      await holder.execute('commit');
      await untied;
      const { rows } = await server.execute('show create table d.child');
      expect(String(rows[0]?.[1])).not.toContain('FOREIGN KEY');
    } finally {
      for (const each of [holder, client, session, server]) each.close();
    }
  });
});
