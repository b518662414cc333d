-- An outer join whose condition is never true, of a table that every shard has: its rows stay, and are joined with those of all shards.
-- on MariaDB too
sh: create table users (id bigint primary key, n int)
sh: create table posts (id bigint, author_id bigint, y int, primary key (author_id, id))
sh: create table everywhere (id int primary key, s varchar(20))
insert into users values (1, 3), (2, 4), (3, 3), (4, 5), (5, 6), (6, 7)
insert into posts values (1, 1, 3), (2, 2, 3), (3, 3, 4), (4, 4, 5), (5, 5, 3), (6, 6, 9)
insert into everywhere values (1, 'a'), (2, 'b')
select e.id, u.id, p.id from everywhere e left join users u on 1 = 2 join posts p order by 1, 3
select t.c, u.id, p.id from (select count(*) c from everywhere) t left join users u on 9 = 'x' cross join posts p order by 3
select x.id, q.pid from (select p.id pid, p.y from (select count(*) c from everywhere) t left join users u on 9 = 'x' cross join posts p) q right join users x on q.y = x.n order by 1, 2
select count(*) from ((users a right join (select sum(id) s from everywhere having count(*) >= 0) t on (9 = 'x, Y')) cross join posts p) right join users u on p.y = u.n
select t.one, u.id, p.id from (select 1 one) t left join users u on 1 = 2 join posts p order by 3
select e.id, u.id from everywhere e left join users u on 1 = 2 order by 1
