-- for MariaDB alone
-- MariaDB deletes by what it only warns of, cuts texts by a CAST, and refuses to store what is made of a text that is no JSON.
sh: create table users (id bigint primary key, n int, m int, s varchar(20))
sh: create table posts (id bigint, author_id bigint, v decimal(10,2), primary key (author_id, id))
insert into users values (1, 3, 1, 'Ann'), (2, null, 2, 'bob'), (3, 3, 2, '7'), (4, 5, 1, 'x')
insert into posts values (1, 1, 10), (1, 2, 20), (1, 4, 40), (2, 4, 50)
delete u from users u join posts p on p.id = u.id where p.v / 0 > 5
delete from users where id in (select id / 0 from posts)
insert into users (id, n) select id + 100, length(cast(s as char(1))) from users
insert into users (id, n) select id + 200, json_length(s) from users
insert into users (id, n) select id + 300, json_extract(s, '$.a') from users
update users u join posts p on p.id = u.id set u.n = p.v / 0
replace into users (id, n) select author_id, sum(v) / min(id - 1) from posts group by author_id
insert into users (id, n) values (400, (select max(id) from posts where v / 0 > 1))
select * from users order by id
select * from posts order by author_id, id
