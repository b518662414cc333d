-- natively
-- Doubles are rounded to places before the point by exact powers of ten.
sh: create table users (id bigint primary key, d double)
insert into users values (1, 5e29), (2, 1e37), (3, 4e37), (4, 5e39), (5, 5.4999e32), (6, 1e-26), (7, -2e37)
select id, truncate(max(d), -26), truncate(max(d), -34), truncate(max(d), -36) from users group by id order by id
select id, round(max(d), -26), round(max(d), -29), round(max(d), 26), round(max(d), 34) from users group by id order by id
