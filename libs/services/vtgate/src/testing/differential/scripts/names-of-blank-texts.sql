-- A column that is a text without a visible character has an empty name, also where its rows come from several shards.
-- on MariaDB too
sh: create table users (id bigint primary key, n int)
sh: create table posts (id bigint, author_id bigint, primary key (author_id, id))
insert into users values (1, 1), (2, null), (3, 5)
insert into posts values (1, 1), (2, 2), (3, 2)
select '', ' ', ' a', 'b ' from users u join posts p on u.id = p.author_id
select distinct '' from users u join posts p on u.id = p.author_id
select '  ', count(*) from users
select distinct ' ', n'', _utf8mb4' ' from users u join posts p on u.n = p.id
