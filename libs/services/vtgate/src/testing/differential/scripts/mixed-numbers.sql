-- Signed and unsigned numbers, YEARs and decimals together, which each flavor makes another type of; places that are numbers.
-- on MariaDB too
sh: create table users (id bigint primary key, n int, u int unsigned, tu tinyint unsigned, bu bigint unsigned, d decimal(10,3), y year)
insert into users values (1, 2, 4294967295, 1, 18446744073709551615, 1.5, 2001), (2, 3, 5, 1, 7, 1.5, 2001), (3, 1, null, null, null, null, null)
select n from users union select u from users
select 4294967295 from users union select u from users
select n from users union all select bu from users
select n from users intersect select tu from users
select ifnull(x.n, y.u), case when x.n = 1 then x.n else y.tu end, greatest(x.n, y.u), ifnull(x.u, y.tu), coalesce(x.y, y.n) from users x join users y on x.n = y.id
select y from users union select n from users
select y from users union select d from users
select y from users union select u from users
select users.id, case when exists (select 1 from users o where o.id < users.n) then (select avg(o.n) from users o where o.id < users.n) else -1 end as q from users order by users.id
select users.id, if(users.id > 1, (select avg(o.n) from users o where o.id < users.n), -1) as q from users order by users.id
select ifnull((select avg(o.n) from users o where o.id < users.id), -1) as q from users order by users.id
select count(*) from users x join users y on x.y = y.n
select id from users where y = (select max(y) from users)
select n, count(*) from users group by n having max(u) > 4
select y, max(id) from users group by y order by y
select x.y = y.n, x.y > y.u from users x join users y on x.n = y.id
select x.id, if(x.n = 1, x.n, y.d), concat(if(x.n = 1, x.n, y.d)), greatest(x.n, y.d), ifnull(x.n, y.d) + 0, case when x.id = 1 then 7 else y.d end from users x join users y on x.n = y.id
select nullif(x.d, y.n), nullif(y.n, x.d) from users x join users y on x.n = y.id
select -1 from users order by 1
select -1, n from users order by 1, 2
select -1 from users group by 1
select -id x from users order by x
