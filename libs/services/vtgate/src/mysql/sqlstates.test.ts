import { sqlStateOf } from '@vt/base';
import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { expect, test } from 'vitest';

test.skipIf(!availableFlavors().includes('mysql'))(
  'a mysqld gives each of its errors the SQLSTATE that we do',
  async () => {
    const mysqld = await TestMysqld.start('mysql', ['performance-schema=ON']);
    const connection = await MysqlConnection.connect(mysqld.rootOptions);
    const { rows } = await connection.execute(
      `select error_number, sql_state from performance_schema.events_errors_summary_global_by_error where error_number is not null`,
    );
    connection.close();
    await mysqld.stop();
    const errors = rows.map((row) => row.map((value) => Buffer.from(value ?? []).toString()) as [string, string]);
    expect(errors.length).toBeGreaterThan(1000);
    expect(errors.filter(([errno, state]) => sqlStateOf(Number(errno)) !== state)).toEqual([]);
  },
);
