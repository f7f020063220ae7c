-- Notes that a person is reached outside their window, if the day has room.
--
-- KEYS[1] reached
-- ARGV[1] the address's hash  ARGV[2] now  ARGV[3] a day ago, Unix milliseconds
-- ARGV[4] how many people a day; 0: no bound
--
-- Returns 1, or 0: the day is full.
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
local most = tonumber(ARGV[4])
if most > 0 and not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= most then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
return 1
