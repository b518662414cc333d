-- on MariaDB too
-- SET gives its variables their values when all have been computed.
set @q = 1, @w := 2
set @q = 5, @w := @q + 1
select @q, @w
set @q = @w, @w = @q, @e = @q + @w
select @q, @w, @e
set @z = 'a'
set @z = 'c', @z = concat(@z, 'b')
select @z
set @z = 'xyz', @q = length(@z)
select @z, @q
