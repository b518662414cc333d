-- Stored dates that no literal may be, on their way from shard to shard.
sh: create table users (id bigint primary key, dt datetime, dd date)
sh: create table posts (id bigint, author_id bigint, dt datetime, primary key (author_id, id))
set sql_mode = 'ALLOW_INVALID_DATES'
insert into users values (1, '2024-01-31 10:00:00', '2024-01-31'), (2, null, null), (20, '2024-00-10', '2024-00-10'), (21, '2024-02-31 10:00:00', '2024-02-31'), (22, 0, 0)
insert into posts values (20, 20, '2024-00-10'), (21, 1, '2024-02-31'), (22, 2, 0), (23, 3, '2024-02-31 10:00:00'), (24, 1, '2024-01-31 10:00:00')
set sql_mode = default
select users.id, posts.id from users join posts on users.dt = posts.dt order by 1, 2
select users.id, posts.id from users join posts on users.dd = posts.dt order by 1, 2
select users.id, posts.id from users join posts on users.dd >= posts.dt order by 1, 2
select users.id, posts.id from users join posts on year(users.dd) = year(posts.dt) order by 1, 2
select users.id, posts.id from users left join posts on users.dt = posts.dt and month(users.dt) = posts.id order by 1, 2
select users.id, (select count(*) from posts where posts.dt = users.dt) from users order by 1
-- A mysqld that materializes a subquery loses such dates where it looks them up (sql_mode makes no keys of them), and whether it does so hangs on what it
-- knows of how many rows there are: 2 rows or 4. Without that road it is always 4.
set optimizer_switch = 'materialization=off'
select id from users where dt in (select dt from posts)
set optimizer_switch = default
select id from users where dt = (select max(dt) from posts where id = 22)
select id, (select max(dt) from posts where id = 22) from users order by 1
select distinct users.dt, posts.dt from users join posts on users.dt = posts.dt order by 1, 2
delete from users where id in (20, 21)
delete from posts where id in (20, 21, 23)
select users.id, posts.id from users join posts on users.dt = posts.dt order by 1, 2
select users.id, posts.id from users left join posts on users.dt = posts.dt order by 1, 2
select users.id, posts.id from users join posts on hour(users.dt) = hour(posts.dt) order by 1, 2
