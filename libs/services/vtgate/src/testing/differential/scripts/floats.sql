-- A FLOAT that is copied or moved over shards keeps all that is stored of it.
sh: create table users (id bigint primary key, f float, d double, v varchar(30))
sh: create table posts (id bigint, author_id bigint, f float, d double, v varchar(30), primary key (author_id, id))
insert into users values (1, 16777217, 1.5, 'a'), (2, 1.1000001, 2, 'b'), (3, 0.3333333, 3, 'c'), (4, null, null, null)
insert into posts (id, author_id, f, d) select id, id + 10, f, f from users
insert into posts select id, id + 30, f, d, v from users
update users set id = id + 100
select id, cast(f as double), d, v from users order by id
select id, author_id, cast(f as double), d, v from posts order by author_id, id
