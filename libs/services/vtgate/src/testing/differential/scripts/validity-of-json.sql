-- on MariaDB too
-- JSON_VALID of what is chosen, and of other values than texts: MariaDB takes a number for a document, MySQL does not.
sh: create table users (id bigint primary key, n int, d decimal(10,4), t datetime, s varchar(20), tx text)
sh: create table posts (id bigint, author_id bigint, y int, v varchar(30), dd date, primary key (author_id, id))
insert into users values (1, 3, 1.5, '2020-01-01', 'a', '1'), (2, null, null, null, null, null), (3, 3, 7, '2021-05-05 10:11:12', '7', '7'), (4, 5, 0.3333, '1999-12-31', 'x', 'y'), (6, 7, -4.25, '2024-02-29', 'z', '')
insert into posts values (1, 1, 10, 'a', '2020-01-01'), (3, 3, null, '[1, 2]', null)
select u.id, json_valid(case when u.n then p.v else p.v end), json_valid(if(u.n > 3, 1, p.v)), json_valid(if(u.n > 3, null, p.v)), json_valid(coalesce(u.n, p.v)), json_valid(u.n), json_valid(u.t), json_valid(elt(1, p.v, u.s)), json_valid(case when u.n > 3 then 1 else 'a' end) from users u left join posts p on p.id = u.n order by u.id
select u.id, json_valid(u.n + p.y), json_valid(u.n - p.y is null) from users u left join posts p on p.id = u.n order by u.id
