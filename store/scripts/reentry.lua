-- Puts an entry that was sealed anew in the place of the old one, unless somebody has taken
-- that: whoever has will ack it by its old name. A claim and a postponement leave a score
-- that is not the original due time.
-- KEYS[1] the lane   ARGV[1] the old entry   ARGV[2] the new one   ARGV[3] its due time
-- Returns 1 if it was done, else 0.
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score or tonumber(score) ~= tonumber(ARGV[3]) then return 0 end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[2])
return 1
