-- What MySQL takes for another expression than the one that is grouped by, and columns beside the aggregates of all rows of a join.
sh: create table users (id bigint primary key, name varchar(20), n int, s varchar(10))
sh: create table posts (id bigint, author_id bigint, v int, primary key (author_id, id))
insert into users values (1, 'Ann', 3, 'x'), (2, 'bob', null, 'y'), (3, 'cem', 3, null), (4, 'dora', 5, 'x')
insert into posts values (1, 1, 10), (1, 2, 20), (2, 4, 40), (3, 4, 50)
select n, case when not exists (select 1 from dual) then name when -20 then s end from users group by n, case when not exists (select 1 from dual) then name when -20 then s end
select exists (select 1 from dual) + n from users group by exists (select 1 from dual) + n
select count(*) from users group by exists (select 1 from dual) + n order by 1
select n + (select 1) c from users group by n + (select 1) order by 1
select n, ('a', s) in (('a', name)) from users group by n, ('a', s) in (('a', name))
select n, (s, name) = ('x', 'Ann') from users where name > '' group by n, (s, name) = ('x', 'Ann') order by 1, 2
select n, count(*) from users group by n, (s, name) = ('x', 'Ann') order by 1, 2
select n in (1, 3) c, count(*) from users group by n in (1, 3) order by 1
select name, count(*) from users, posts
select name, count(*) from users join posts on users.n = posts.v where users.id = 1
select name from users, posts having count(*) > 1
select max(name), count(*) from users, posts
select users.n, count(*) from users, posts where users.n = 3
select n + 1 + 1, count(*) from users group by n + 1 order by n + 1
select n + 1, n + 1 + 1 from users group by n + 1
select n + 1 y, count(*) from users group by y order by y + 1
select n + 1 y, sum(n + 1 + 1) from users group by y order by y
select (n + 1) * 2, n from users group by n + 1, n order by n
-- As many digits in each row of a set operation.
select if(1, 5, -13/-47) c from users a join posts b on a.n = b.v union all select n from users
select case when 1 then -21 ^ 48 else -13/-47 end c from users a left join posts b on a.n = b.v union all select author_id from posts
select if(a.id = 1, 5, 1.25) c from users a left join posts b on a.n = b.v union all select if(b.id = 1, 7, 2.50) from users a left join posts b on a.n = b.v
select if(posts.v > 10, 5, 1.25) c, count(*) from users, posts group by c order by c
select case when users.n = posts.v then 5 else 1.25 end c, users.s from users join posts on posts.author_id = users.id group by c, users.s order by 1, 2
