-- Puts causes into the inbox, each delivery once.
--
-- KEYS[1] inbox  KEYS[2] seen
-- ARGV[1] now, Unix milliseconds  ARGV[2] forget deliveries from before then
-- ARGV[3] remember at most so many deliveries
-- ARGV[4..] delivery id, sealed input, and so on in pairs
--
-- Returns the number of causes that were new.
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. ARGV[2])
local added = 0
for i = 4, #ARGV, 2 do
  if ARGV[i] == '' or redis.call('ZADD', KEYS[2], 'NX', ARGV[1], ARGV[i]) == 1 then
    redis.call('XADD', KEYS[1], '*', 'i', ARGV[i + 1])
    added = added + 1
  end
end
redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - tonumber(ARGV[3]))
return added
