-- Puts off an announcement that is due, unless its hour was changed meanwhile.
--
-- KEYS[1] lease  KEYS[2] b:<id>  KEYS[3] due
-- ARGV[1] fence  ARGV[2] announcement  ARGV[3] its hour as it was read
-- ARGV[4] its hour from now on, Unix milliseconds
--
-- Returns OK, CHANGED or FENCED.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return 'FENCED' end
if redis.call('HGET', KEYS[2], 'state') ~= 'scheduled' or redis.call('HGET', KEYS[2], 'due') ~= ARGV[3] then return 'CHANGED' end
redis.call('HSET', KEYS[2], 'due', ARGV[4], 'late', 1)
redis.call('ZADD', KEYS[3], ARGV[4], ARGV[2])
return 'OK'
