-- Puts a value that was sealed anew in the place of the old one, unless that has changed.
-- What is left of its time stays.
-- KEYS[1] the key   ARGV[1] the old value   ARGV[2] the new one
-- Returns 1 if it was done, else 0.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1
