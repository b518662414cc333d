-- IS TRUE is no operand of a comparison without parentheses.
-- on MariaDB too
sh: create table users (id bigint primary key, n int, d int)
insert into users values (1, 2, 0), (2, 3, 1), (3, null, null)
select ((n is false) = 1), ((n > 1) is true) is false, (n is true) between 0 and 1, (n is null) = 0, not (n is true), (n = 2) between 0 and 1, ((n is unknown) in (0, 1)) from users order by id
select id from users where ((n > 2) is not true) = 1 order by id
select id from users where (n is not null) is true and ((d is true) is not unknown) = (d is not null is true) order by id
select id from users where ((n > 2) is true) is null or (((n > 2) is true) like '1') order by id
select 1 + (n is true), -(n is true), (n is true) + 1, (n is true) is null from users order by id
