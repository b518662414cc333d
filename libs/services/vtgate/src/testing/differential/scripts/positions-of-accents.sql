-- on MariaDB too
-- Where a text with an accent is found, asked of joined rows: MySQL compares letters, MariaDB pieces that are as long in bytes.
sh: create table users (id bigint primary key, a varchar(20) character set utf8mb4 collate utf8mb4_general_ci)
sh: create table posts (id bigint, author_id bigint, b varchar(20) character set utf8mb4 collate utf8mb4_general_ci, primary key (author_id, id))
insert into users values (1, 'emile'), (2, 'Émile'), (3, 'xémile'), (4, 'plain'), (5, null)
insert into posts values (1, 2, 'É'), (2, 1, 'e'), (3, 3, 'mile'), (4, 4, 'AI'), (5, 1, 'É')
select u.id, p.id, instr(u.a, p.b), locate(p.b, u.a), locate(p.b, u.a, 2), position(p.b in u.a) from users u join posts p on p.id <> u.id order by u.id, p.id
select u.id from users u join posts p on p.id <> u.id where instr(u.a, p.b) = 1 order by u.id, p.id
