-- on MariaDB too
-- An outer join on a condition that is never true leaves the rows of a reference table where each shard has them.
sh: create table users (id bigint primary key, n int, m int, s varchar(20))
sh: create table posts (id bigint, author_id bigint, v int, primary key (author_id, id))
sh: create table everywhere (id bigint primary key, d decimal(5,0))
insert into users values (1, 3, 1, 'Ann'), (2, 4, 2, 'bob'), (3, 5, 2, 'x'), (4, 6, 1, 'y')
insert into posts values (1, 1, 10), (1, 2, 20), (1, 4, 40)
insert into everywhere values (1, 3), (2, 5), (3, 7), (4, 9), (5, 11)
select e.id, u.id from everywhere e left join posts p on 5 = 1 join users u on e.id = u.id order by 1
select e.id, u.id, p.v from posts p right join everywhere e on false left join users u on e.id = u.id where u.n > 3 order by 1
select e.id, u.id from (select v c from posts where v = 10) p right join everywhere e on 5 = 1 left join users u on e.id = u.id order by 1
select e.id, u.id from everywhere e left join posts p on p.v = 10 and null left join users u on e.id = u.id where u.id is not null order by 1
select e.id, p.v, u.id from everywhere e left join posts p on p.author_id = 1 and p.id = e.id join users u on e.id = u.id order by 1, 2
select e.id from everywhere e left join posts p on 5 = 1 order by 1
