-- Bytes that are no text, beside the members of ENUMs of other shards.
-- on MariaDB too
sh: create table users (id bigint primary key, e enum('a', 'b', 'é'), t set('x', 'y'))
sh: create table posts (id bigint, author_id bigint, v varbinary(20), primary key (author_id, id))
insert into users values (1, 'a', 'x'), (2, 'é', 'x,y'), (3, null, '')
insert into posts values (1, 1, 'a'), (2, 1, x'ff00'), (3, 2, 'é'), (4, 4, 'A'), (5, 5, 'x,y')
select u.id, p.id from posts p join users u on u.e = p.v order by 1, 2
select u.id, p.id from posts p left join (select * from users where id < 9) u on u.e in (p.v, 'zz') order by 1, 2
select u.id, p.id from users u left join (select * from posts where id < 9) p on p.v >= u.t order by 1, 2
select p.id from posts p where exists (select 1 from users u where u.e = p.v) order by 1
select p.id, (select count(*) from users u where u.t <> p.v) from posts p order by 1
