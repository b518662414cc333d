-- row_start and row_end of a table with a history whose PERIOD is not written are columns that no list names.
-- for MariaDB alone
sh: create table users (id bigint primary key, i int, s timestamp(6) generated always as row start, e timestamp(6) generated always as row end, period for system_time (s, e)) with system versioning
sh: create table posts (id bigint, author_id bigint, n int, primary key (author_id, id)) with system versioning
insert into users (id, i) values (1,1),(2,2),(3,3),(4,4)
insert into posts values (1,1,1),(2,2,2),(3,3,3),(4,4,4)
update posts set n = n + 1 where id < 3
select * from posts
select id, n, row_start < now(6) + interval 1 second, row_end > now() from posts
select id, n, row_end from posts order by id
select id, n, row_end > now() + interval 1 day from posts for system_time all order by id, n
select count(distinct row_end), max(row_end), min(row_end), count(*) from posts
select row_end, count(*) from posts group by row_end
select p.id, u.id from posts p join users u on p.id = u.id where p.row_end = u.e
select p.id, q.id from posts p join posts q on p.id = q.n where p.row_end = q.row_end order by 1, 2
select id from posts where row_start > now() + interval 1 day
select p.*, p.row_end from posts p order by p.row_end, p.id
select row_end from posts union select row_end from posts
select id from (select id, row_end r from posts) d where r > now()
select * from posts natural join (select id, n from posts) d
select exists(select 1 from posts where row_end > now())
select id, rank() over (order by row_end) from posts
select u.id from users u left join posts p on p.author_id = u.id where p.row_end is null
update users set i = 3 where id in (select author_id from posts where row_end > now() + interval 1 day)
delete from posts where row_start < now(6) + interval 1 second and id = 3
insert into posts select id + 10, id, i from users where e > now()
replace into posts values (1,1,7)
select row_start from users
select row_strt from posts
select * from posts order by id
