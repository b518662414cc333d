-- on MariaDB too
-- A row with NULLs of an outer join is not in an empty query, whatever number of columns it has.
sh: create table users (id bigint primary key, n int, d decimal(38,10))
sh: create table posts (id bigint, author_id bigint, y int, primary key (author_id, id))
sh: create table everywhere (id bigint primary key, n int)
insert into users values (1, 3, 1.5), (2, null, null), (3, 3, null), (4, 5, 7)
insert into posts values (1, 1, 1), (2, 1, 2), (3, 2, null), (4, 3, 3)
insert into everywhere values (1, 1), (2, 2)
select u.id from users u left join users v on u.n = v.id where (greatest(v.d, 6), (v.d * 8)) not in (select ifnull(10.0, 5), 1 from everywhere where id = null) order by u.id
select u.id from users u left join users v on u.n = v.id where (v.d, v.n) not in (select 10, 1 from everywhere where id = null) order by u.id
select u.id from users u left join users v on u.n = v.id where (v.d, v.n) not in (select 10, 1 from posts where id = 77) order by u.id
select u.id from users u left join users v on u.n = v.id where (v.d, v.n) not in (select 10, 1 from posts where false) order by u.id
select u.id from users u left join users v on u.n = v.id where not ((v.d, v.n) in (select 10, 1 from posts where false)) order by u.id
select u.id from users u left join users v on u.n = v.id where ((v.d, v.n) in (select 10, 1 from posts where false)) is false order by u.id
select u.id from users u left join users v on u.n = v.id where ((v.d, v.n) in (select 10, 1 from posts where y > 100)) is not true order by u.id
select u.id from users u left join users v on u.n = v.id where (v.d, v.n) in (select d, n from users) order by u.id
select u.id from users u left join users v on u.n = v.id where (v.id, 1) not in (select y, 2 from posts) order by u.id
select u.id from users u left join users v on u.n = v.id where (v.id, u.id) not in (select y, id from posts where y is not null) order by u.id
select u.id from users u left join users v on u.n = v.id where (v.id, 2) not in (select y, 1 from posts where y is not null) order by u.id
select u.id from users u left join users v on u.n = v.id where (v.id, 2) not in ((3, 1), (4, 7)) order by u.id
select u.id from users u left join users v on u.n = v.id where not ((v.id, 2) in ((3, 1), (4, 7))) order by u.id
