-- Parentheses that MySQL's grammar needs: what a text is like is no sum, and a date behind an interval takes all that follows.
sh: create table users (id bigint primary key, n int, m int, s varchar(20))
insert into users values (1, 3, 1, 'Ann'), (2, 1, 2, '2'), (3, null, 2, null), (4, 1, 1, 'x')
select id, s like (n + 1), s like ('x' || 'y'), s not like concat('A', 'n') from users where (s like (1 + 1)) is not true order by id
select max(s) like (max(n) + 1), sum(s like (n + 1)) from users
select (interval n day + '2024-01-01') > '2024-01-03' as later, (interval 1 day + '2024-01-01') is null as none from users order by id
select id from users where (interval n day + '2024-01-01') = '2024-01-04' and n > 1 order by id
select interval 1 day + '2024-01-01' = 1 and 1 from users where n = 3
update users set m = (interval n day + '2024-01-01') = '2024-01-02' where id in (1, 2, 4)
select * from users order by id
select 1 like 2 | 0 from users
select n is null + 1 from users
select n is true = 1 from users
