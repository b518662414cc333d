-- COALESCE, IFNULL, LEAST and GREATEST show all digits of their type, and are computed with as the operand that they chose.
sh: create table users (id bigint primary key, n int, d decimal(20,10))
sh: create table posts (id bigint, author_id bigint, y int, d decimal(20,10), primary key (author_id, id))
insert into users values (1, 24, 1.5), (2, 3, null), (3, null, null), (4, 24, 7)
insert into posts values (1, 1, 10, 7), (2, 2, 20, null), (3, 3, null, null), (4, 5, 3, 0)
select coalesce(u.d, p.author_id) / 11 from users u join posts p on u.id = p.id order by u.id
select coalesce(u.d, u.id) / 11 from users u order by id
select coalesce(u.d, u.id) / 11 from users u join posts p on u.id = p.id order by u.id
select if(u.n, p.author_id, u.d) / 11, ifnull(u.d, p.y) / 7, case when p.y then u.id else u.d end / 11, nullif(u.d, p.y) / 7, least(u.d, p.y) / 7, greatest(p.y, p.d) / 7 from users u join posts p on u.id = p.id order by u.id
select q.a / 11 from (select distinct coalesce(u.d, p.author_id) a from users u join posts p on u.id = p.id) q order by 1
select avg(coalesce(u.d, p.author_id)) / 11, sum(coalesce(u.d, p.author_id)) / 11, max(coalesce(u.d, p.author_id)) / 11 from users u join posts p on u.id = p.id
select coalesce(u.d, p.author_id) + 1, coalesce(u.d, p.author_id) * 2, coalesce(u.d, p.author_id) - p.d, round(coalesce(u.d, p.author_id)), round(coalesce(u.d, p.author_id), 3), -coalesce(u.d, p.author_id), abs(coalesce(u.d, p.author_id)), coalesce(u.d, p.author_id) % 3, coalesce(u.d, p.author_id) div 3, truncate(coalesce(u.d, p.author_id), 2), floor(coalesce(u.d, p.author_id)) from users u join posts p on u.id = p.id order by u.id
select concat(coalesce(u.d, p.author_id)), cast(coalesce(u.d, p.author_id) as char), length(coalesce(u.d, p.author_id)), coalesce(u.d, p.author_id) = '2', coalesce(u.d, p.author_id) like '2%', cast(coalesce(u.d, p.author_id) as decimal(10,2)), cast(coalesce(u.d, p.author_id) as json), json_array(coalesce(u.d, p.author_id)), hex(coalesce(u.d, p.author_id)), format(coalesce(u.d, p.author_id), 3) from users u join posts p on u.id = p.id order by u.id
select coalesce(u.d, p.author_id) a, count(*) from users u join posts p on u.id = p.id group by a order by a
select distinct coalesce(u.d, p.author_id) a from users u join posts p on u.id = p.id order by a desc
select group_concat(coalesce(u.d, p.author_id) order by 1), sum(coalesce(u.d, p.author_id)), avg(coalesce(u.d, p.author_id)), max(coalesce(u.d, p.author_id)), std(coalesce(u.d, p.author_id)) from users u join posts p on u.id = p.id
select if(p.y, coalesce(u.d, p.author_id), 1), ifnull(coalesce(u.d, p.author_id), p.y), case when p.y then coalesce(u.d, p.author_id) end, greatest(coalesce(u.d, p.author_id), 1), least(coalesce(u.d, p.author_id), 100), nullif(coalesce(u.d, p.author_id), 1) from users u join posts p on u.id = p.id order by u.id
select ifnull(u.d, p.y), ifnull(p.y, u.d), coalesce(null, p.y, 1.50), ifnull(u.d, p.y) / p.id from users u join posts p on u.id = p.id order by u.id
select u.id from users u join posts p on u.id = p.id where coalesce(u.d, p.author_id) in (2, 3, 7) order by u.id
select 1 + coalesce(null, p.y, 1.50), coalesce(p.y, 1.50) * p.y, coalesce(p.y, 1.50) / p.y from users u join posts p on u.id = p.id order by u.id
select least(u.d, p.y) / 7, greatest(p.y, p.d) / 7, greatest(u.d, p.author_id, 1) / 11, least(7, u.d) / 11, greatest(7, u.d) / 11, greatest(u.d, 7) / 11, greatest(u.d, p.y) + 1, concat(least(u.d, p.y)) from users u join posts p on u.id = p.id order by u.id
select ifnull(x.y, y.d) + 0 from posts x join users y on x.author_id = y.id order by y.id
select ifnull(x.y, y.d) + 1, ifnull(x.y, y.d) - 1, ifnull(x.y, y.d) * 2, ifnull(x.y, y.d) * 1.5, -ifnull(x.y, y.d), abs(ifnull(x.y, y.d)), ifnull(x.y, y.d) % 2, round(ifnull(x.y, y.d), 2), if(x.y, x.y, y.d) + 0, if(x.y, x.y, y.d) + 1, -if(x.y, x.y, y.d) from posts x join users y on x.author_id = y.id order by y.id
