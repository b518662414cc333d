-- for MariaDB alone
-- What functions are in MariaDB's own sql_modes, functions that only it has, and those that it gives more arguments.
sh: create table users (id bigint primary key, n int, s varchar(20), d decimal(10,4), t datetime, j json)
sh: create table posts (id bigint, author_id bigint, y int, v varchar(30), t datetime, primary key (author_id, id))
insert into users values (1, 3, 'Ann', 1.5, '2020-01-01', '{"a": 1, "b": [1,2]}'), (2, null, 'bob', null, null, null), (3, 3, null, 7, '2021-05-05 10:11:12', '[3, "x"]'), (4, 5, '', 0.3333, '1999-12-31', '{"a": "q"}'), (5, 6, 'y', 12, null, '5'), (6, 7, 'z', -4.25, '2024-02-29', null)
insert into posts values (1, 1, 10, 'a', '2020-02-03'), (2, 1, 20, 'b', '2020-03-03'), (3, 2, null, 'c', null), (4, 3, 30, null, '2021-01-01'), (5, 9, 1, 'e', '2022-02-02')
select id, rownum() from users order by id
select count(*) from users where rownum() <= 3
select max(rownum()) from users
select u.id, rownum() from users u join posts p on p.id = u.id where u.id = 1
update users set n = 4 where rownum() <= 1 and id = 1
select date_format(t, '%W %M', 'de_DE') from users order by id
select date_format(p.t, '%W', 'fr_FR'), date_format(u.t, '%M', 'es_ES') from users u join posts p on p.id = u.id order by u.id
select crc32(p.id, u.s), lpad(p.v, 5), rpad(u.s, 3) from users u join posts p on p.id = u.id order by u.id
select nvl(p.y, u.n), nvl2(u.s, p.v, 1), add_months(p.t, u.n), to_char(p.t), natural_sort_key(p.v) from users u join posts p on p.id = u.id order by u.id
select json_pretty(j) from users where id = 1
select json_pretty(j, 2) from users where id = 1
select u.id, greatest(u.n, p.v), least('a', p.y), greatest(u.n, p.y) from users u join posts p on p.id = u.id order by u.id
update users set n = (select max(n) from users) where id = 2
update users u set d = (select count(*) from users x where x.n > u.n)
delete from users where n = (select min(n) from users)
select id, n, d from users order by id
set sql_mode = 'oracle'
select u.id, concat(u.s, p.v), length(u.s), substr(u.s, 0), u.s || p.v, replace(u.s, 'n', null), trim(u.s), ltrim(p.v), rtrim(u.s), lpad(u.s, 0), decode(u.n, 3, p.v, 'q') from users u join posts p on p.id = u.id order by u.id
select concat(s, null, 'x'), length('é'), substr(s, 0, 2), s || null, trim('  '), ltrim(s), replace(s, 'n', ''), chr(65) from users order by id
select s || n x, count(*) from users group by s || n order by 1
select max(s || null || n), max(concat(s, n, null)) from users
select id from users where s || null = 'Ann'
select id from users where rownum < 3 and id = 1
set sql_mode = default
set sql_mode = 'EMPTY_STRING_IS_NULL'
select id from users where s = ''
select id, '' is null, concat(s, '') from users order by id
select u.id, concat(u.s, ''), coalesce('', p.v), '' is null from users u join posts p on p.id = u.id order by u.id
insert into users (id, s) values (30, '')
select id, s is null from users where id = 30
