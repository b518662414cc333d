-- on MariaDB too
-- A strict mysqld refuses to write by what it would warn a SELECT of, in whichever part of the statement it is.
sh: create table users (id bigint primary key, n int, m int, s varchar(20))
sh: create table posts (id bigint, author_id bigint, v decimal(10,2), primary key (author_id, id))
un: create table plain_t (id int primary key, n int, s varchar(20))
insert into users values (1, 3, 1, 'Ann'), (2, null, 2, 'bob'), (3, 3, 2, '7'), (4, 5, 1, 'x')
insert into posts values (1, 1, 10), (1, 2, 20), (1, 4, 40), (2, 4, 50)
insert into users (id, n) select 211, 1 / 0
insert into users (id, n) select id + 1000, n / 0 from users
insert into users (id, n) select id + 1000, n % 0 from users where id = 1
insert into users (id, n) values (214, (select count(*) from posts where v / 0 > 1))
insert into users (id, n) select author_id + 3000, count(*) / 0 from posts group by author_id
insert into users (id, s) select id + 5000, s + 1 from users
insert into users (id, n) select id + 6000, cast(s as signed) from users
insert into users (id, s) select id + 7000, str_to_date(s, '%Y') from users
insert into users (id, s) select id + 7000, log(0) from users
insert into users (id, n) select id + 9000, n from users where n / 0 is null
replace into users (id, n) select id + 9600, v / 0 from posts
insert into plain_t (id, n) select author_id, sum(v) / 0 from posts group by author_id
update users set n = (select sum(v) / 0 from posts)
update users u join posts p on p.author_id = u.id set u.n = p.v / 0
update users u join posts p on p.id = u.id set u.n = 1 where p.v / 0 is null
update users set n = 5 where n / 0 > 1 and id in (select id from posts)
insert into users (id, n) values (1, 1) on duplicate key update n = (select sum(v) / 0 from posts)
select * from users order by id
select * from plain_t order by id
-- Not with IGNORE, nor in a mode that is not strict.
insert ignore into users (id, n) select id + 100, n / 0 from users where id < 3
update ignore users u join posts p on p.author_id = u.id set u.n = p.v / 0 where u.id = 1
set sql_mode = 'error_for_division_by_zero'
insert into users (id, n) select id + 200, n / 0 from users where id < 3
set sql_mode = 'strict_trans_tables'
show warnings
set sql_mode = 'traditional'
set sql_mode = 'pad_char_to_full_length'
show warnings
set sql_mode = default
select * from users order by id
