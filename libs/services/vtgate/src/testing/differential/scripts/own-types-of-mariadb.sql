-- for MariaDB alone
-- UUID, INET4 and INET6 are bytes, known in many spellings and in an order of their own; and dynamic columns.
sh: create table users (id bigint primary key, n int, u uuid, i4 inet4, i6 inet6, dc blob)
sh: create table posts (id bigint, author_id bigint, u uuid, i4 inet4, i6 inet6, primary key (author_id, id))
sh: create table kv (k uuid primary key, v int)
sh: create table fixed (k inet6 primary key, v int)
sh: create table padded (k inet4 primary key, v int)
insert into users values (1, 1, '00000000-0000-1000-8000-0000000000ff', '9.0.0.1', '10::1', column_create('a', 1)), (2, 2, 'ff000000-0000-1000-8000-000000000001', '10.0.0.1', '2::1', column_create('a', 'x')), (3, 3, '0f000000-1000-1000-8000-000000000001', '100.0.0.2', '::ffff:1.2.3.4', null), (4, 3, null, null, null, null), (5, 4, 'a0000000-0000-4000-8000-00000000000a', '2.2.2.2', 'a::', column_create('a', 1.5, 'b', 'y')), (6, 5, '10000000-0000-4000-a000-00000000000a', '1.1.1.1', '::1', null)
insert into posts select id, id + 1, u, i4, i6 from users
insert into posts values (9, 9, upper('ff000000-0000-1000-8000-000000000001'), '010.0.0.1', '2:0:0::1')
select id, u from users order by u
select id, u from users order by u desc, id
select id, i4 from users order by i4
select id, i6 from users order by i6
select u, count(*) from posts group by u order by u
select i6, count(*) from posts group by i6 order by i6
select min(u), max(u), min(i4), max(i4), min(i6), max(i6) from users
select distinct u from posts order by 1
select distinct i4 from posts order by 1
select u.id, p.id from users u join posts p on p.u = u.u order by 1, 2
select u.id, p.id from users u join posts p on p.i4 = u.i4 order by 1, 2
select u.id, p.id from users u join posts p on p.i6 = u.i6 order by 1, 2
select u.id, p.id from users u left join posts p on p.i6 > u.i6 order by 1, 2
select id from users where u = 'FF000000-0000-1000-8000-000000000001'
select id from users where u = 'ff00000000001000-8000-000000000001'
select id from users where i6 = '2:0:0:0:0:0:0:1'
select id from users where i4 > '10.0.0.0' order by id
select u from users union select u from posts order by 1
select i6 from users except select i6 from posts where id < 3 order by 1
select u from users intersect select u from posts order by 1
select max(u.u), min(p.i6) from users u join posts p on p.i4 = u.i4
select count(distinct u), count(distinct i6) from posts
select greatest(u.u, p.u), least(u.i6, p.i6), if(u.i4 < p.i4, u.i4, p.i4) from users u join posts p on p.id = u.id order by u.id
select concat(u.u, p.i6), length(p.u), hex(u.i4), u.u = p.u, u.i6 < p.i6 from users u join posts p on p.id = u.id order by u.id
select cast(u.u as char), cast(u.i6 as char), coalesce(u.u, p.u), nullif(u.i4, p.i4) from users u join posts p on p.id = u.id order by u.id
select id, row_number() over (order by u) from users order by id
select id from users where u in (select u from posts where id > 1) order by id
select id from users where i6 > all (select i6 from posts where id = 1) order by id
insert into kv values ('123E4567-E89B-12D3-A456-426655440000', 1), ('223e4567-e89b-12d3-a456-426655440000', 2), ('323e4567e89b12d3a456426655440000', 3)
select * from kv where k = '123e4567-e89b-12d3-a456-426655440000'
select * from kv where k = '123E4567-E89B-12D3-A456-426655440000'
select * from kv where k = '123E4567E89B12D3A456426655440000'
select * from kv where k in ('123e4567-e89b-12d3-a456-426655440000', '323E4567-e89b-12d3-a456-426655440000') order by v
update kv set v = 10 where k = '123e4567-e89b-12d3-a456-426655440000'
update kv set v = 11 where k = '223E4567-E89B-12D3-A456-426655440000'
insert into kv values ('123e4567-e89b-12d3-a456-426655440000', 5)
delete from kv where k = '323E4567-E89B-12D3-A456-426655440000'
select * from kv order by v
insert into fixed values ('::1', 1), ('0:0::2', 2), ('FE80::1', 3)
select * from fixed where k = '0::1'
select * from fixed where k = '::2'
select * from fixed where k = 'fe80:0::1'
insert into fixed values ('0:0:0:0:0:0:0:1', 7)
select * from fixed order by v
select a.v, b.v from kv a join kv b on a.k = b.k order by 1
select id, column_get(dc, 'a' as char) from users order by id
select id, column_get(dc, 'a' as int) x from users where id = 1
select column_list(dc), column_json(dc), column_exists(dc, 'b') from users order by id
select max(column_get(dc, 'a' as decimal(10,2))) from users
update users set dc = column_delete(dc, 'a') where id = 1
select id, column_json(dc) from users order by id
select u.id, column_get(u.dc, 'a' as char(5)) from users u join posts p on p.u = u.u where p.id < 3 order by 1
