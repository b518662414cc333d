-- What goes from column to column over shards is what is stored, not its text: an ENUM, a time or bits are numbers to a column of numbers.
sh: create table users (id bigint primary key, f float, ti time(3), dt date, ts datetime(2), e enum('small','big','huge'), st set('x','y','z'), bi bit(9), y year, s varchar(20))
sh: create table posts (author_id bigint primary key, i int, d double, de decimal(20,4), s varchar(40), f float, u bigint unsigned, y year, e enum('huge','big','small'), ti time, da date, dtm datetime, bi bit(12), tx text)
insert into users values (1, 1234567.891, '12:34:56.789', '2024-01-02', '2024-01-02 03:04:05.67', 'big', 'x,z', b'101', 2024, 'huge'), (2, 0.1, '-01:02:03', '2023-11-12', '2024-11-02 23:59:59.99', 'huge', '', b'111111111', 1999, '2'), (3, null, null, null, null, null, null, null, null, null), (4, 3.14159265, '838:59:59', '1970-01-01', '1970-01-01 00:00:00', 'small', 'y', b'0', 2155, 'big')
insert into posts (author_id, i, d, de, y) select id, e, st, bi, y from users
insert into posts (author_id, i, d, de, bi, e) select id + 10, ti, ti, ti, bi, e from users
insert into posts (author_id, i, d, de, y) select id + 20, dt, dt, dt, dt from users
insert into posts (author_id, u, d, de) select id + 30, ts, ts, ts from users
insert into posts (author_id, s, tx, bi) select id + 40, bi, e, e from users
insert into posts (author_id, s, tx, d) select id + 50, f, f, f from users
insert into posts (author_id, ti, dtm) select id + 60, ts, dt from users
insert into posts (author_id, d) select id + 70, x from (select id, f x from users order by id limit 3) q
insert into posts (author_id, i) select id + 80, x from (select id, e x from users order by id limit 3) q
insert into posts (author_id, i, d) select u.id + 90, v.e, v.f from users u join users v on v.id = u.id + 1
insert into posts (author_id, d, i) select id + 100, f, ti from users where id < 3 union all select id + 110, f, ti from users where id < 2
insert into posts (author_id, d, de) select 120, max(f), min(f) from users
insert into posts (author_id, d, s) select id + 130, coalesce(f, 1), -f from users
insert into posts (author_id, i) select id + 140, coalesce(e, 'x') from users
insert into posts (author_id, i) select id + 150, e from users union all select id + 160, e from users
insert into posts (author_id, i) select 170, max(ti) from users
insert into posts (author_id, d) select id + 180, date(ts) from users
replace into posts (author_id, i) select id, e from users
insert into posts (author_id, i) select id, st from users on duplicate key update i = values(i) + 100
select * from posts order by author_id
select bi + 0 from posts order by author_id
update posts p join users u on u.id = p.author_id - 10 set p.i = u.e, p.d = u.f, p.s = u.f, p.de = u.bi
select * from posts where author_id < 20 order by author_id
update posts p join users u on u.id = p.author_id - 10 set p.i = u.ti, p.u = u.st, p.y = u.y, p.bi = u.bi
update posts p join users u on u.id = p.author_id - 20 set p.i = u.dt, p.y = u.dt, p.ti = u.ts, p.s = u.bi
select * from posts where author_id < 30 order by author_id
update posts p join users u on u.id = p.author_id - 20 set p.dtm = u.ts, p.i = u.y
update posts set author_id = author_id + 1000, i = e where author_id between 10 and 20
select *, bi + 0 from posts where author_id > 1000 order by author_id
