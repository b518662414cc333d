-- on MariaDB too
-- What MAX and MIN of an ENUM or SET are worth as a condition, of groups that are put together from several shards.
sh: create table posts (id bigint, author_id bigint, g int, e enum('b', '1', '', 'a') character set utf8mb4, st set('x', 'y', '2') character set utf8mb4, y year, primary key (author_id, id))
insert into posts values (1, 1, 1, 'b', 'x', 2001), (2, 2, 1, '1', 'y', 1999), (3, 3, 2, 'a', '', null), (4, 4, 2, '', 'x,y', 2024), (5, 5, 3, '1', '2', 0), (6, 6, 3, '1', '2', 0), (7, 7, 4, null, null, null), (8, 8, 5, 'b', '2', 2020)
select g from posts group by g having max(e) order by g
select g from posts group by g having min(e) order by g
select g from posts group by g having max(st) order by g
select g from posts group by g having min(st) order by g
select g from posts group by g having not max(st) order by g
select g, max(e) + 0, min(e) + 0, max(st) + 0, min(st) + 0 from posts group by g order by g
select g, max(e) = 1, max(st) = 2, if(max(e), 'yes', 'no'), max(e) and 1, max(st) or 0 from posts group by g order by g
select coalesce(max(y), 'total'), max(y), coalesce(min(y), 'x') from posts group by g with rollup
select coalesce(y, 'total') as c, count(*) from posts group by y with rollup
insert into posts values (11, 1, 1, 'b', 'x', 2001), (12, 2, 1, '1', 'y', 1999), (13, 3, 2, 'a', '', null), (14, 4, 2, '', 'x,y', 2024), (15, 5, 3, '1', '2', 0), (16, 6, 3, '1', '2', 0), (17, 7, 4, null, null, null), (18, 8, 5, 'b', '2', 2020)
select author_id from posts group by author_id having max(st) order by author_id
select b.author_id from posts b group by b.author_id having max(b.st)
select b.author_id from posts b group by b.author_id having max(b.e)
select b.author_id, max(b.st) from posts b group by b.author_id having max(b.st)
select coalesce(a.y, 'total') as c, count(*) from posts a join posts b on b.id = a.g group by a.y with rollup
