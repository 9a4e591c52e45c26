-- Makes a commit so, or nothing of it. Lua in Redis does not roll back: everything is
-- looked at first, and nothing after the first write can fail.
-- KEYS[1] the marker of this commit's id   KEYS[2] the outbox's sequence
-- KEYS[3] the audit stream   KEYS[4] the stream of what could not be understood
-- KEYS[5] the name of the key that everything is sealed with
-- ARGV[1] the plan as JSON, whose "value" fields are numbers of ARGV; what else is written is
--         named in it: undeclared keys, with the hash tag of the declared
-- ARGV[2] how long the marker is kept, in milliseconds   ARGV[3] the same for a trace
-- ARGV[4] how many messages a trace holds at most   ARGV[5...] sealed bytes
-- Returns {'repeated'}, {'sealed', the key to seal with}, {'stale', names...} or {'done'}.
if redis.call('EXISTS', KEYS[1]) == 1 then return {'repeated'} end
local plan, sealing = cjson.decode(ARGV[1]), redis.call('GET', KEYS[5])
if sealing and sealing ~= plan.sealing then return {'sealed', sealing} end
local answer = {'stale'}
for _, d in ipairs(plan.docs) do -- form and version have 40 bytes at most; nil: damaged, matches nothing
  local head = redis.call('GETRANGE', d.key, 0, 63)
  local version = head == '' and '0' or string.match(head, '^%d+ (%d+) ')
  if version ~= d.expect then answer[#answer + 1] = d.name end
end
if #answer > 1 then return answer end
redis.call('SET', KEYS[1], '', 'PX', ARGV[2])
for _, d in ipairs(plan.docs) do
  if d.delete then redis.call('DEL', d.key) elseif d.value then redis.call('SET', d.key, ARGV[d.value]) end
end
for _, t in ipairs(plan.disarm) do redis.call('ZREM', t.key, t.member) end
for _, t in ipairs(plan.arm) do redis.call('ZADD', t.key, t.score, t.member) end
for _, x in ipairs(plan.indexes) do redis.call(x.gone and 'SREM' or 'SADD', x.key, x.member) end
for _, o in ipairs(plan.out) do
  local name = o.due .. ':' .. string.format('%016d', redis.call('INCR', KEYS[2]))
  redis.call('ZADD', o.key, o.score, name .. ':' .. ARGV[o.value])
end
for _, t in ipairs(plan.traces) do
  redis.call('ZADD', t.key, t.at, t.message)
  redis.call('ZREMRANGEBYRANK', t.key, 0, -1 - ARGV[4])
  redis.call('PEXPIRE', t.key, ARGV[3])
end
for _, x in ipairs(plan.places) do -- the latest wins
  local known = string.match(redis.call('GET', x.key) or '', '^(%d+)\n')
  if not known or tonumber(known) <= tonumber(x.at) then redis.call('SET', x.key, ARGV[x.value], 'PX', x.keep) end
end
local oldest = string.format('%d', redis.call('TIME')[1] * 1000 - plan.keep) -- by the clock of a stream's ids
for key, value in pairs({[KEYS[3]] = plan.audit, [KEYS[4]] = plan.dead}) do
  redis.call('XADD', key, '*', 'e', ARGV[value])
  redis.pcall('XTRIM', key, 'MINID', oldest) -- pcall: what Redis can't cut must not fail the commit
end
return {'done'}
