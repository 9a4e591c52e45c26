-- Puts a stream that was sealed anew in the place of the old one. What came in since it was
-- copied is sealed with the new key already, and is copied as it is.
-- KEYS[1] the stream   KEYS[2] the copy   ARGV[1] the last record that was copied
-- ARGV[2] how many further ones there may be at most
-- Returns 1 if it was done, else 0.
local rest = redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2] + 1)
if #rest > tonumber(ARGV[2]) then return 0 end
local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)
if #first == 0 then
  redis.call('DEL', KEYS[2])
  return 1
end
for _, record in ipairs(rest) do redis.call('XADD', KEYS[2], record[1], unpack(record[2])) end
redis.call('XTRIM', KEYS[2], 'MINID', first[1][1]) -- what was cut off meanwhile
if redis.call('XLEN', KEYS[1]) ~= redis.call('XLEN', KEYS[2]) then
  redis.call('DEL', KEYS[2])
  return 0
end
redis.call('RENAME', KEYS[2], KEYS[1])
return 1
