-- Takes or renews a lease, unless somebody else's still holds. The end is kept in the
-- value by the server's clock, which all holders share; the key's own end only clears up.
-- KEYS[1] the lease   ARGV[1] who wants it   ARGV[2] for how long, in milliseconds
-- Returns 1 if ARGV[1] holds it now, else 0.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local ends, holder = string.match(redis.call('GET', KEYS[1]) or '', '^(%d+) (.*)$')
if holder and holder ~= ARGV[1] and tonumber(ends) > now then return 0 end
redis.call('SET', KEYS[1], string.format('%d', now + ARGV[2]) .. ' ' .. ARGV[1], 'PX', ARGV[2])
return 1
