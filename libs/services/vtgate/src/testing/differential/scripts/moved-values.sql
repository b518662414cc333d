-- A row's value that goes to another shard is a constant there: it is no year of two digits any more, and no member or time to be true or not.
sh: create table users (id bigint primary key, seq int, y year, e enum('x','y','zz'), st set('a','b'), d date, dt datetime(3), ti time, j json, f float, s varchar(20) collate utf8mb4_bin, b blob, dec1 decimal(10,2), z int(5) zerofill)
un: create table un1 (id int primary key, c1 int)
insert into users values (1, 1, 2024, 'x', 'a,b', '2024-01-01', '2024-01-01 10:00:00.5', '10:00:00', '{"a": 1}', 1.1, 'Ab', 'Ab', 1.50, 7), (2, null, 2001, 'zz', 'b', null, null, null, null, null, null, null, null, null), (3, 5, null, null, null, '2023-05-05', '2023-01-01', '-01:00:00', '[1,2]', 16777216, 'ab ', 'ab ', 7, 12), (4, null, 2070, 'y', '', '2024-01-02', '2024-01-01 00:00:00', '838:59:59', '"x"', 0.1, 'x', 'x', 0, 0)
insert into un1 values (1, 1), (2, 2), (11, null), (7, 3)
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.y = 24) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or not t1.e order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or t1.e is true order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or t1.ti is not false order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or t1.e is null order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or t1.y = 24.0 order by 1, 2
select t1.id from users t1 where exists (select 1 from un1 t2 where t2.id = t1.seq or t1.y = 24) order by 1
select t1.id from users t1 where exists (select 1 from un1 t2 where t2.id = t1.seq or t1.e) order by 1
select t1.id, (select count(*) from un1 t2 where t2.id = t1.seq or t1.y <=> 24) from users t1 order by 1
select t1.id, (select count(*) from un1 t2 where t2.id = t1.seq and t1.st) from users t1 order by 1
select t1.id from users t1 join un1 t2 on t1.y = t2.c1 order by 1
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.y = 24) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.y < 70) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.y in (24,70)) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.y between 1 and 24) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.y = 70) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.y = '24') order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.e = 1) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.e = 'ZZ') order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.e > 1) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.e in (1,2)) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.e + 0 = 2) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.e in ('x')) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.st = 3) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.st & 1) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.d = 20240101) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.d = '2024-1-1') order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.d + 0 > 20240101) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.d > '2023-12-31 10:00:00') order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.d in (20240101)) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.dt = 20240101100000.5) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.dt = '2024-01-01') order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.dt = date'2024-01-01') order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.dt between 20230101 and 20240101) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.dt like '2024-01-01 %') order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.ti = 100000) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.ti < 0) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.ti = '10:0:0') order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.ti > 1) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.e) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.st) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.ti) order by 1, 2
select t1.id, t2.id from users t1 join un1 t2 on t1.seq = t2.id or (t1.d) order by 1, 2
