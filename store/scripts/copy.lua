-- Reads everything that is one bot's, in one cut: nothing changes while a script runs.
-- KEYS[1] any key with the tag   ARGV[1] the pattern of the bot's keys
-- Returns the time in Unix milliseconds, then for each key {name, type, milliseconds that
-- are left of its time, contents}.
local clock = redis.call('TIME')
local all, seen, cursor = {string.format('%d', clock[1] * 1000 + math.floor(clock[2] / 1000))}, {}, '0'
local function contents(name, kind)
  if kind == 'string' then return redis.call('GET', name) end
  if kind == 'set' then return redis.call('SMEMBERS', name) end
  if kind == 'zset' then return redis.call('ZRANGE', name, 0, -1, 'WITHSCORES') end
  if kind == 'stream' then return redis.call('XRANGE', name, '-', '+') end
  return ''
end
repeat
  local page = redis.call('SCAN', cursor, 'MATCH', ARGV[1], 'COUNT', 1000)
  cursor = page[1]
  for _, name in ipairs(page[2]) do
    if not seen[name] then
      seen[name] = true
      local kind = redis.call('TYPE', name)['ok']
      all[#all + 1] = {name, kind, redis.call('PTTL', name), contents(name, kind)}
    end
  end
until cursor == '0'
return all
