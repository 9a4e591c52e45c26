-- Takes an entry out of the outbox and keeps what it left in its recipient's chat, both or
-- neither. The entry may be gone already: then it was sent twice, and both messages count.
-- KEYS[1] the lane   KEYS[2...] the trace, and the wider one that it is part of
-- ARGV[1] the entry   ARGV[2] how long the trace is kept, in milliseconds   ARGV[3] how
-- many messages it holds at most   ARGV[4] the message that was sent, '' for none
-- ARGV[5] when, in Unix milliseconds   ARGV[6...] messages that are gone
redis.call('ZREM', KEYS[1], ARGV[1])
for k = 2, #KEYS do
  for i = 6, #ARGV do redis.call('ZREM', KEYS[k], ARGV[i]) end
  if ARGV[4] ~= '' then
    redis.call('ZADD', KEYS[k], ARGV[5], ARGV[4])
    redis.call('ZREMRANGEBYRANK', KEYS[k], 0, -1 - ARGV[3])
    redis.call('PEXPIRE', KEYS[k], ARGV[2])
  end
end
return 'done'
