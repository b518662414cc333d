-- on MariaDB too
-- A zero that was computed has in a variable the digits that the server gave it, which a column of it does not show.
set @a = 0 / 3
select @a, @a + 1, concat(@a), length(@a), @a * 1
set @a = 0 / 3, @b = 0 % 1.50
select @a, @b
set @a = 1.5 - 1.50, @b = 2.50 + -2.50, @c = 0.00 + 0.0, @d = (0 / 5), @e = - (0 / 5), @f = 0.00 - 0.00
select @a, @b, @c, @d, @e, @f
set @a = 1.50 * 0, @b = -1.5 * 0, @c = 0 mod 2.5, @d = mod(3, 1.50), @e = 3.0 mod 1.5, @f = if(1, 0 / 3, 0 / 2)
select @a, @b, @c, @d, @e, @f
set @a = ifnull(null, 0 / 3), @b = case when 1 then 0 / 3 end, @c = nullif(0 / 3, 1), @d = abs(0 / 3), @e = round(0 / 3, 2), @f = greatest(0 / 3, 0 / 5)
select @a, @b, @c, @d, @e, @f
set @a = truncate(0 / 3, 1), @b = cast(0 / 3 as decimal(10,2)), @c = (0/3) + 0.00, @d = (0/3) + 0, @e = (1 - 1.0), @f = floor(0 / 3)
select @a, @b, @c, @d, @e
set @x = 1.50
set @a = @x - 1.50, @b = @x * 0, @c = @x % 0.5, @d = @x - @x
select @a, @b, @c, @d
set @p = 7, @q = 1
set @p = 0 / 3, @q = @p + 1
select @p, @q
set @p = 1.5 - 1.50
select @p
