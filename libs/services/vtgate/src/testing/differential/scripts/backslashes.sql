-- Under NO_BACKSLASH_ESCAPES a backslash is one, whoever writes the statement anew for a shard.
sh: create table users (id bigint primary key, n int, s varchar(30))
sh: create table posts (id bigint, author_id bigint, v int, primary key (author_id, id))
insert into users values (1, 3, 'Ann'), (2, null, 'b_b'), (3, 3, null), (4, 5, 'x')
insert into posts values (1, 1, 10), (1, 2, 20), (1, 4, 40), (2, 4, 50)
set sql_mode = 'NO_BACKSLASH_ESCAPES'
select 'a\nb', length('\\'), s from users where id = 1
select concat(s, '\', 'it''s', '\'), s like '%\_%', s like 'b|_%' escape '|' from users order by id
insert into users (id, s) values (60, 'x\y'), (61, 'it''s'), (62, 'tab	here')
select id, s, length(s) from users where s = 'x\y' or s = 'it''s' order by id
select users.id, posts.v from users left join posts on concat(users.s, '\') = 'x\y\' where users.id >= 60 order by 1, 2
update users set s = concat(s, '\n') where id >= 60
select id, s, length(s), sum(id) over (order by id) from users where id >= 60 order by id
select id, stddev(id) over (), concat(s, '\') from users where s like '%\n' order by id
select s, count(*) from users where id >= 60 group by s order by s
select '\' union select s from users where id >= 60 order by 1
set @q = 'a\b'
select @q, id from users where id = 60
select concat(@q, s) from users order by id
delete from users where s = 'x\y\n' or s = concat('it''s', '\n')
select * from users order by id
update users set n = (select max(v) from posts where posts.author_id = users.n) where regexp_like(s, '^\w+$', '')
select * from users order by id
set sql_mode = default
