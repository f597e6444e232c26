AUDIT (name amount_not_negative);
select * from @this_model where amount < 0;
