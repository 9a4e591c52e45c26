-- Takes what is due out of sorted sets of due times by pushing its score forward. It
-- stays in the set, so whoever crashes with it loses nothing.
-- KEYS[...] a lane of the outbox, or the sets of timers, the more urgent first
-- ARGV[1] now   ARGV[2] now plus the lease, both in Unix milliseconds   ARGV[3] how many at most
-- Returns the members taken, set by set, those that were due first coming first.
local taken = {}
for _, key in ipairs(KEYS) do
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', key, '-inf', ARGV[1], 'LIMIT', 0, ARGV[3] - #taken)) do
    redis.call('ZADD', key, 'XX', ARGV[2], member)
    taken[#taken + 1] = member
  end
end
return taken
