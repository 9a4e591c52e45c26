-- Gives a lease back, if it is still one's own.
-- KEYS[1] the lease   ARGV[1] who gives it back
-- Returns 1 if ARGV[1] held it, else 0.
local _, holder = string.match(redis.call('GET', KEYS[1]) or '', '^(%d+) (.*)$')
if holder ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
