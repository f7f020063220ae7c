-- Puts causes into the inbox, each delivery once.
--
-- KEYS[1] inbox  KEYS[2] seen
-- ARGV[1] now, Unix milliseconds  ARGV[2] forget deliveries from before then
-- ARGV[3] remember at most so many deliveries
-- ARGV[4..] delivery id, sealed input, and so on in pairs
--
-- Returns the number of causes that were new.
local function fresh(delivery)
  if delivery == '' or redis.call('ZADD', KEYS[2], 'NX', ARGV[1], delivery) == 1 then return true end
  if tonumber(redis.call('ZSCORE', KEYS[2], delivery)) >= tonumber(ARGV[2]) then return false end
  redis.call('ZADD', KEYS[2], ARGV[1], delivery) -- so old that the id means something new
  return true
end
local added = 0
for i = 4, #ARGV, 2 do
  if fresh(ARGV[i]) then
    redis.call('XADD', KEYS[1], '*', 'i', ARGV[i + 1])
    added = added + 1
  end
end
-- Deleting comes last: after a first write Redis no longer refuses the others
-- for lack of memory.
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. ARGV[2])
redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - tonumber(ARGV[3]))
return added
