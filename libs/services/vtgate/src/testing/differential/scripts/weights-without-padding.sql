-- WEIGHT_STRING AS CHAR(n) fills up with spaces only where trailing spaces count as none.
sh: create table users (id bigint primary key, a varchar(10), g varchar(10) collate utf8mb4_general_ci, c varchar(10) collate utf8mb4_0900_as_cs, b varchar(10) collate utf8mb4_0900_bin)
insert into users values (1, '_', '_', '_', '_'), (2, '-1', '-1', '-1', '-1'), (3, 'a', 'a', 'a', 'a'), (4, 'abcd', 'abcd', 'abcd', 'abcd')
select hex(weight_string(max(a) as char(3))), hex(weight_string(max(g) as char(3))), hex(weight_string(max(c) as char(3))), hex(weight_string(max(b) as char(3))) from users group by id
select hex(weight_string(concat(min(a)) as char(3))), hex(weight_string(concat(min(g)) as char(3))) from users
