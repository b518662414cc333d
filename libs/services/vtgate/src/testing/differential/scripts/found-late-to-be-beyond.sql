-- Only the last of many rows tells that the plan does not do: by then the client must not have seen the first ones.
-- on MariaDB too
sh: create table users (id bigint primary key, s varchar(20), n bigint)
sh: create table posts (id bigint, author_id bigint, primary key (author_id, id))
insert into users with recursive n (i) as (select 1 union all select i + 1 from n where i < 900) select i, i, i from n
insert into posts values (1, 1), (2, 2), (3, 900), (4, 901)
update users set s = ' 1' where id = 900
select u.id, p.id from users u left join posts p on p.author_id = u.s order by u.id
update users set s = '900', n = 9223372036854775807 where id = 900
select u.id, p.id from users u left join posts p on p.author_id = u.s order by u.id
select u.id, u.n + coalesce(p.id, 1) from users u left join posts p on p.author_id = u.s and p.id < 3 where u.id < 900 or p.id > 0 order by u.id
