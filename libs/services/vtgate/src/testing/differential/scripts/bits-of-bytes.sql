-- Operators of bits make numbers of bytes on MariaDB, and bytes on MySQL.
-- on MariaDB too
sh: create table users (id bigint primary key, vb varbinary(10), n int)
sh: create table posts (id bigint, author_id bigint, vb varbinary(10), primary key (author_id, id))
insert into users values (1, '12', 3), (2, '7', null), (3, '1', 4)
insert into posts values (1, 1, '12'), (2, 5, '7'), (3, 3, null)
select u.id, p.vb | 1, p.vb & 3, ~p.vb, p.vb << 1 from users u left join posts p on u.n = p.author_id
select u.id, u.vb | 5, p.vb ^ 2, bit_count(p.vb), p.vb >> 1 from users u join posts p on u.id = p.id
select u.id from users u join posts p on u.id = p.id where u.vb & p.vb = 12
select bit_or(u.n), bit_and(u.id | p.id) from users u join posts p on u.id = p.id
select u.vb | p.vb, u.vb ^ p.vb, u.vb & p.vb from users u join posts p on u.id = p.id
