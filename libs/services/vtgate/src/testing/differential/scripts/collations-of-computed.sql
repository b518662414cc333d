-- What a function gives yields to a column's collation, also where a shard computes it and the gate compares it.
sh: create table users (id bigint primary key, s varchar(20) collate utf8mb4_general_ci, n int, d datetime, b blob)
sh: create table posts (id bigint, author_id bigint, y int, s varchar(20), d date, primary key (author_id, id))
insert into users values (1, 'a', 3, '2024-01-01', 'a'), (2, 'b', null, null, null), (3, 'c', 4, null, 'x')
insert into posts values (1, 1, 10, 'p', null), (2, 2, 20, 'q', '2024-03-01'), (3, 3, null, null, null), (4, 5, 3, 'm', null)
select p.id from posts p left join users u on p.id = u.n where u.s <=> inet_ntoa(1) order by 1
select p.id from posts p left join users u on p.id = u.n where u.s <=> time_format(1,'%H') order by 1
select p.id from posts p left join users u on p.id = u.n where u.s <=> date_format('2024-01-01','%Y') order by 1
select p.id from posts p left join users u on p.id = u.n where u.s <=> dayname('2024-01-01') order by 1
select p.id from posts p left join users u on p.id = u.n where u.s <=> char(65) order by 1
select p.id from posts p left join users u on p.id = u.n where u.s <=> char(65 using utf8mb4) order by 1
select p.id from posts p left join users u on p.id = u.n where u.s <=> space(1) order by 1
select p.id from posts p left join users u on p.id = u.n where u.s <=> elt(1,'a','b') order by 1
select p.id from posts p left join users u on p.id = u.n where u.s <=> repeat('a',2) order by 1
select p.id from posts p left join users u on p.id = u.n where u.s <=> make_set(1,'a','b') order by 1
select p.id from posts p left join users u on p.id = u.n where u.s <=> insert('abc',1,1,'x') order by 1
select p.id from posts p left join users u on p.id = u.n where u.s <=> ifnull(null,'a') order by 1
select p.id from posts p left join users u on p.id = u.n where u.s <=> coalesce(null,'a') order by 1
select p.id from posts p left join users u on p.id = u.n where u.s <=> greatest('a','b') order by 1
select p.id from posts p left join users u on p.id = u.n where u.s <=> date_add('2024-01-01', interval 1 day) order by 1
select p.id from posts p left join users u on p.id = u.id where u.s <> dayname(p.d) order by 1
select p.id from posts p left join users u on p.id = u.id where u.s < hex(p.s) or p.y = 3 order by 1
select p.id from posts p left join users u on p.id = u.id where u.s < p.s order by 1
select p.id from posts p left join users u on p.id = u.id where concat(u.s, dayname(p.d)) < 'c' order by 1
select p.id, if(u.s = monthname(p.d), 1, concat(u.s, monthname(p.d))) from posts p left join users u on p.id = u.id order by 1
select p.id from posts p left join users u on p.id = u.id where u.s < (p.s collate utf8mb4_bin) order by 1
select p.id from posts p left join users u on p.id = u.id where u.s < cast(p.d as char) order by 1
