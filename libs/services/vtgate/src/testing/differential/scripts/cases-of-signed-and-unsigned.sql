-- CASE compares integers by their bits, whatever their signs.
sh: create table users (id bigint primary key, u bigint unsigned, i int)
insert into users values (1, 18446744073709551615, -1), (2, 1, 1), (3, 0, 0), (4, 9223372036854775808, -2)
select id, case max(u) when -1 then 'bits' when 1 then 'one' when 0 then 'none' else 'other' end from users group by id order by id
select id, case max(i) when 18446744073709551615 then 'bits' when 18446744073709551614 then 'two' else 'other' end from users group by id order by id
select id, case max(i) when max(u) then 'same' else 'other' end from users group by id order by id
