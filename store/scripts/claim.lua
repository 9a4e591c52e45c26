-- Takes what is due out of a sorted set of due times by pushing its score forward. It
-- stays in the set, so whoever crashes with it loses nothing.
-- KEYS[1] the timers, or a lane of the outbox
-- ARGV[1] now   ARGV[2] now plus the lease, both in Unix milliseconds   ARGV[3] how many at most
-- Returns the members taken, those that were due first coming first.
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, member in ipairs(due) do
  redis.call('ZADD', KEYS[1], 'XX', ARGV[2], member)
end
return due
