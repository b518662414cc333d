-- on MariaDB too
-- lc_time_names, and completion_type, which say how days are called and what follows a COMMIT.
sh: create table users (id bigint primary key, n int, t datetime)
sh: create table posts (id bigint, author_id bigint, primary key (author_id, id))
insert into users values (1, 3, '2026-03-01 10:11:12'), (2, null, '2026-01-04 00:00:00'), (3, 3, null), (4, 5, '2024-12-30 23:59:59')
insert into posts values (1, 1), (2, 2)
set lc_time_names = 'de_DE'
select date_format(max(t), '%W %M %a %b'), monthname(min(t)), dayname(max(t)), date_format(min(t), '%d.%m.%Y') from users
select monthname(u.t), dayname(u.t), date_format(u.t, '%W') from users u join posts p on p.author_id = u.id order by p.id
select monthname(t), count(*) from users group by monthname(t) order by 1
set lc_time_names = 'en_GB'
select date_format(max(t), '%W %M %a %b'), monthname(min(t)), dayname(max(t)) from users
set lc_time_names = 7
select dayname(max(t)), @@lc_time_names from users
set lc_time_names = default
select dayname(max(t)) from users
set completion_type = 'CHAIN'
select @@completion_type
begin
update users set n = 100 where id = 1
commit
update users set n = 200 where id in (2, 3)
rollback
select id, n from users order by id
commit and no chain
update users set n = 7 where id = 4
rollback
select id, n from users order by id
set completion_type = 1
start transaction
rollback and no chain
update users set n = 8 where id = 4
set completion_type = 'sideways'
set completion_type = NO_CHAIN
begin
update users set n = 9 where id = 4
commit
update users set n = 10 where id = 4
rollback
select id, n from users order by id
